import type { PersonView } from '../../protocol/protocol.js';

export type ViewMode = 'gallery' | 'speaker';

export interface Tile {
  person: PersonView;
  kind: 'camera' | 'screen';
  /** Size on the page, CSS pixels. */
  width: number;
  height: number;
}

export interface Layout {
  shape: 'gallery' | 'speaker' | 'share';
  main: Tile | null;
  tiles: Tile[];
  columns: number;
  page: number;
  pages: number;
  /** Whether the strip of small tiles stands beside (true) or above (false) the main picture. */
  beside: boolean;
}

export interface LayoutWish {
  people: readonly PersonView[];
  you: string;
  mode: ViewMode;
  pinned: string | null;
  speaker: string | null;
  page: number;
  perPage: number;
  hideNonVideo: boolean;
  width: number;
  height: number;
}

/** Place for the buttons that turn pages, so that they never cover a name. */
const pagerHeight = 40;

const ranks: Record<string, number> = { host: 0, cohost: 1 };

/** Sharer first, then cameras by the time they went on, oneself, host, co-hosts, and by time of joining. */
export function inOrder(people: readonly PersonView[], you: string): PersonView[] {
  const rank = (p: PersonView): number => (p.id === you ? -1 : ranks[p.role] ?? 2);
  const since = (p: PersonView): number => (p.camera ? p.cameraSince ?? 0 : Number.MAX_SAFE_INTEGER);
  return [...people].sort((a, b) =>
    Number(b.sharing) - Number(a.sharing) || since(a) - since(b) || rank(a) - rank(b) || a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1));
}

/** Columns and tile size that fill the stage best with 16:9 (or, on narrow pages, nearer square) tiles. */
export function fit(count: number, width: number, height: number, gap: number): { columns: number; width: number; height: number } {
  let best = { columns: 1, width: 0, height: 0 };
  // On phones tiles may be taller than wide, so that two fill the page and six stand in pairs.
  const slim = width < 560;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const w = (width - gap * (columns - 1)) / columns;
    const h = (height - gap * (rows - 1)) / rows;
    const tallest = slim ? w * 1.25 : (w * 9) / 16;
    const tile = { columns, width: Math.min(w, (h * 16) / 9), height: Math.min(h, tallest) };
    if (tile.width * tile.height > best.width * best.height) best = tile;
  }
  return { columns: best.columns, width: Math.max(0, Math.floor(best.width)), height: Math.max(0, Math.floor(best.height)) };
}

export function arrange(wish: LayoutWish): Layout {
  const ordered = inOrder(wish.people, wish.you);
  const sharer = ordered.find(p => p.sharing && p.id !== wish.you) ?? ordered.find(p => p.sharing);
  const pinned = ordered.find(p => p.id === wish.pinned);
  if (sharer && !pinned) return withMain(wish, ordered, sharer, 'screen');
  if (pinned) return withMain(wish, ordered, pinned, 'camera');
  if (wish.mode === 'speaker' && ordered.length > 1) {
    const other = ordered.find(p => p.id === wish.speaker) ?? ordered.find(p => p.id !== wish.you && p.camera) ?? ordered.find(p => p.id !== wish.you);
    if (other) return withMain(wish, ordered, other, 'camera');
  }
  return gallery(wish, ordered);
}

function gallery(wish: LayoutWish, ordered: PersonView[]): Layout {
  const shown = wish.hideNonVideo && ordered.some(p => p.camera) ? ordered.filter(p => p.camera) : ordered;
  const most = wish.width < 560 ? Math.min(wish.perPage, 6) : wish.perPage;
  const { page, pages, part } = paged(shown, wish.page, most);
  const size = fit(part.length, wish.width, wish.height - (pages > 1 ? pagerHeight : 0), 8);
  const tiles = part.map(person => ({ person, kind: 'camera' as const, width: size.width, height: size.height }));
  return { shape: 'gallery', main: null, tiles, columns: size.columns, page, pages, beside: false };
}

function withMain(wish: LayoutWish, ordered: PersonView[], subject: PersonView, kind: Tile['kind']): Layout {
  const beside = wish.width >= 900;
  const small = beside ? { width: 208, height: 117 } : wish.width < 560 ? { width: 86, height: 72 } : { width: 128, height: 96 };
  const rest = kind === 'screen' ? ordered : ordered.filter(p => p.id !== subject.id);
  const fits = (space: number): number => (beside ? Math.floor((space + 8) / (small.height + 8)) : Math.floor((space + 8) / (small.width + 8)));
  // When the strip has pages, their buttons need a place below it.
  const room = beside && fits(wish.height) < rest.length ? fits(wish.height - pagerHeight) : fits(beside ? wish.height : wish.width);
  const { page, pages, part } = paged(rest, wish.page, Math.max(1, room));
  const strip = part.length > 0;
  const main: Tile = {
    person: subject, kind,
    width: beside && strip ? wish.width - small.width - 12 : wish.width,
    height: !beside && strip ? wish.height - small.height - 8 - (pages > 1 ? pagerHeight : 0) : wish.height,
  };
  const tiles = part.map(person => ({ person, kind: 'camera' as const, ...small }));
  return { shape: kind === 'screen' ? 'share' : 'speaker', main, tiles, columns: 1, page, pages, beside };
}

function paged<T>(all: readonly T[], page: number, size: number): { page: number; pages: number; part: T[] } {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const at = Math.min(Math.max(0, page), pages - 1);
  return { page: at, pages, part: all.slice(at * size, (at + 1) * size) };
}
