/** One line of chat. */
export interface ChatLine {
  id: string;
  from: string;
  fromName: string;
  /** Participant id when private. */
  to: string | null;
  toName: string;
  text: string;
  at: number;
  mine: boolean;
}

const most = 1_000;

/** What was said in this tab; kept over reconnects, gone with the tab. */
export class ChatLog {
  lines: ChatLine[] = [];
  unread = 0;
  /** The panel is open: nothing is unread. */
  open = false;

  add(line: ChatLine): boolean {
    if (this.lines.some(known => known.id === line.id)) return false;
    this.lines.push(line);
    if (this.lines.length > most) this.lines.splice(0, this.lines.length - most);
    if (!this.open && !line.mine) this.unread++;
    return true;
  }

  show(open: boolean): void {
    this.open = open;
    if (open) this.unread = 0;
  }
}

/** Text cut into plain parts and links, so that a view can make links without ever parsing markup. */
export function withLinks(text: string): { text: string; href: string | null }[] {
  const parts: { text: string; href: string | null }[] = [];
  let at = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'“”‘’，。；、（）]+/gi)) {
    const found = match[0].replace(/[).,;:!?]+$/, '');
    let href: string;
    try {
      href = new URL(found).href;
    } catch {
      continue;
    }
    if (match.index > at) parts.push({ text: text.slice(at, match.index), href: null });
    parts.push({ text: found, href });
    at = match.index + found.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), href: null });
  return parts;
}
