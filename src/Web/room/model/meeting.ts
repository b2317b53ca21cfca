import type { MeetingView, PersonView, ServerMessage, WaitingView } from '../../protocol/protocol.js';

/** The meeting as the server last told it. Applies snapshots and deltas; knows no DOM, no network. */
export class MeetingState {
  you = '';
  isCreator = false;
  meeting: MeetingView | null = null;
  readonly people = new Map<string, PersonView>();
  waiting: readonly WaitingView[] = [];
  /** Who talks now, in the order they began. */
  readonly talking = new Set<string>();
  /** Who talked last, for the speaker view; stays after they stop. */
  speaker: string | null = null;
  /** Server clock minus ours, in ms. */
  clockOffset = 0;
  seq = 0;

  get me(): PersonView | undefined {
    return this.people.get(this.you);
  }

  get iLead(): boolean {
    const role = this.me?.role;
    return role === 'host' || role === 'cohost';
  }

  get iHost(): boolean {
    return this.me?.role === 'host';
  }

  get sharer(): PersonView | undefined {
    for (const person of this.people.values()) if (person.sharing) return person;
    return undefined;
  }

  now(): number {
    return Date.now() + this.clockOffset;
  }

  /** Takes a message in; false when it is not about the state of the meeting. */
  apply(message: ServerMessage): boolean {
    switch (message.t) {
      case 'welcome':
        this.you = message.you;
        this.isCreator = message.isCreator;
        this.clockOffset = message.serverTime - Date.now();
        return true;
      case 'snapshot':
        this.seq = message.seq;
        this.meeting = message.meeting;
        this.people.clear();
        for (const person of message.people) this.people.set(person.id, person);
        this.forgetAbsent();
        return true;
      case 'delta':
        // A gap is mended by the snapshot the server sends; what is older than we know is dropped.
        if (message.seq <= this.seq) return true;
        this.seq = message.seq;
        if (message.meeting) this.meeting = message.meeting;
        for (const person of message.people) this.people.set(person.id, person);
        for (const id of message.left) this.people.delete(id);
        this.forgetAbsent();
        return true;
      case 'lobby':
        this.waiting = message.people;
        return true;
      case 'talking':
        this.hearTalking(message.participant, message.on);
        return true;
      default:
        return false;
    }
  }

  /** A co-host rules over members only; nobody rules over the host or themselves. */
  rules(target: PersonView): boolean {
    const me = this.me;
    if (!me || target.id === me.id) return false;
    return me.role === 'host' || (me.role === 'cohost' && target.role === 'member');
  }

  mayShare(): boolean {
    return this.iLead || (this.meeting?.rules.shareByAll ?? true);
  }

  mayUseCamera(): boolean {
    return this.iLead || (this.meeting?.rules.cameraByAll ?? true);
  }

  reset(): void {
    this.people.clear();
    this.talking.clear();
    this.waiting = [];
    this.meeting = null;
    this.speaker = null;
    this.seq = 0;
  }

  private hearTalking(id: string, on: boolean): void {
    if (!on) {
      this.talking.delete(id);
      if (this.speaker === id && this.talking.size > 0) this.speaker = [...this.talking].find(other => other !== this.you) ?? id;
      return;
    }
    this.talking.add(id);
    // Whoever speaks keeps the stage until they stop; one never watches oneself.
    const held = this.speaker !== null && this.talking.has(this.speaker) && this.speaker !== this.you;
    if (!held && id !== this.you) this.speaker = id;
  }

  private forgetAbsent(): void {
    for (const id of this.talking) if (!this.people.get(id)?.mic) this.talking.delete(id);
    if (this.speaker && !this.people.has(this.speaker)) this.speaker = null;
    if (!this.iLead) this.waiting = [];
  }
}
