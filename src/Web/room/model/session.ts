import type { Command, ErrorView, QualitySample, ServerMessage } from '../../protocol/protocol.js';
import { type Choices, resumeToken } from '../core/choices.js';
import { Emitter } from '../core/emitter.js';
import { Devices } from '../media/devices.js';
import { Media } from '../media/media.js';
import { gradeOf, QualityMeter } from '../media/quality.js';
import type { Connection, ConnectionState } from '../net/connection.js';
import { ChatLog } from './chat.js';
import { MeetingState } from './meeting.js';
import { OwnDevices } from './own-devices.js';

/** join: not asked yet · entering: on the way in · waiting: in the waiting room · in · gone: over for this person. */
export type Phase = 'join' | 'entering' | 'waiting' | 'in' | 'gone';

/** Something to tell the user in passing; the view has the words. */
export interface Note {
  code: string;
  args: readonly string[];
  kind: 'info' | 'error';
}

export interface Reacting {
  id: number;
  from: string;
  emoji: string;
}

/** Why the server may turn somebody away who already had a ticket. */
const refusals = new Set(['banned', 'locked', 'closed', 'invited_only', 'internal_only', 'sign_in_needed', 'too_many', 'full']);

/** One person's stay in one meeting: the model behind the page. Knows no DOM. */
export class Session {
  readonly changed = new Emitter();
  readonly notes = new Emitter<Note>();
  readonly state = new MeetingState();
  readonly chat = new ChatLog();
  readonly devices: Devices;
  readonly media: Media;
  readonly own: OwnDevices;
  phase: Phase = 'join';
  line: ConnectionState = 'idle';
  waitingWhy = 'lobby';
  subject = '';
  gone = { reason: '', mayReturn: false };
  /** Turned away on the way in; shown at the door. */
  refusal: ErrorView | null = null;
  /** A host asks for this. */
  asked: 'unmute' | 'camera' | null = null;
  reactions: Reacting[] = [];
  quality: QualitySample | null = null;
  enteredAt = 0;
  leftAt = 0;

  private readonly answers = new Map<number, (error: ErrorView | null) => void>();
  private lastId = 0;
  private lastReaction = 0;
  private readonly meter = new QualityMeter();
  private sampler: ReturnType<typeof setInterval> | undefined;

  constructor(public code: string, readonly choices: Choices, private readonly connection: Connection) {
    this.devices = new Devices(choices);
    this.media = new Media(message => connection.send(message), this.devices);
    this.own = new OwnDevices(this);
    connection.messages.on(message => this.hear(message));
    connection.changed.on(state => this.lineChanged(state));
    this.media.changed.on(() => this.changed.fire());
    this.devices.changed.on(() => this.changed.fire());
    this.media.hopeless.on(() => connection.renew());
    this.media.refused.on(({ leg, error }) => { if (leg === 'screen') this.note(error.code, error.args, 'error'); });
  }

  get grade(): number {
    return this.quality ? gradeOf(this.quality) : this.state.me?.grade ?? 0;
  }

  enter(entry: { ticket: string } | { resume: string }): void {
    this.phase = 'entering';
    this.own.fresh = 'ticket' in entry;
    this.refusal = null;
    this.connection.start(entry);
    this.changed.fire();
  }

  /** Asks for something; the answer is null or the refusal. */
  ask(command: Command): Promise<ErrorView | null> {
    const id = ++this.lastId;
    return new Promise(resolve => {
      if (!this.connection.send({ t: 'do', id, command })) return resolve({ code: 'offline', args: [] });
      const slow = setTimeout(() => { this.answers.delete(id); resolve({ code: 'offline', args: [] }); }, 10_000);
      this.answers.set(id, error => { clearTimeout(slow); resolve(error); });
    });
  }

  /** Asks and tells the user of a refusal. */
  async act(command: Command): Promise<boolean> {
    const error = await this.ask(command);
    if (error) this.note(error.code, error.args, 'error');
    return error === null;
  }

  async leave(endForAll: boolean): Promise<void> {
    if (endForAll) {
      if (!(await this.act({ op: 'end' }))) return;
    } else {
      await Promise.race([this.ask({ op: 'leave' }), new Promise(resolve => setTimeout(resolve, 1_500))]);
    }
    this.finish(endForAll ? 'ended' : 'left', !endForAll);
  }

  note(code: string, args: readonly string[] = [], kind: Note['kind'] = 'info'): void {
    this.notes.fire({ code, args, kind });
  }

  private hear(message: ServerMessage): void {
    this.media.hear(message);
    const changed = this.state.apply(message);
    switch (message.t) {
      case 'welcome':
        resumeToken.keep(this.code, message.resume);
        this.welcomed(message);
        break;
      case 'waiting':
        resumeToken.keep(this.code, message.resume);
        this.phase = 'waiting';
        this.waitingWhy = message.why;
        this.subject = message.subject;
        break;
      case 'snapshot':
      case 'delta':
        this.subject = this.state.meeting?.subject ?? this.subject;
        this.media.follow([...this.state.people.values()], this.state.you);
        this.own.obey();
        break;
      case 'result':
        this.answers.get(message.id)?.(message.error ?? null);
        this.answers.delete(message.id);
        return;
      case 'chat':
        this.chat.add({
          id: message.id, from: message.from, fromName: message.fromName, to: message.to ?? null, at: message.at, text: message.text,
          toName: (message.to && this.state.people.get(message.to)?.name) ?? '', mine: message.from === this.state.you,
        });
        break;
      case 'reaction':
        this.react(message.from, message.emoji);
        break;
      case 'asked':
        if (message.what === 'camera' ? !this.own.camera : !this.own.mic) this.asked = message.what === 'camera' ? 'camera' : 'unmute';
        break;
      case 'notice':
        if (message.what === 'muted') this.own.silence();
        if (message.what === 'shareStopped') this.media.endScreen(false);
        this.note(`notice.${message.what}`);
        break;
      case 'gone':
        this.left(message.reason, message.mayReturn);
        return;
      default:
        if (!changed) return;
    }
    this.changed.fire();
  }

  private welcomed(message: ServerMessage & { t: 'welcome' }): void {
    this.phase = 'in';
    this.enteredAt ||= Date.now();
    this.media.begin(message.iceServers, message.media);
    this.meter.begin();
    clearInterval(this.sampler);
    this.sampler = setInterval(() => void this.measure(), 10_000);
  }

  private async measure(): Promise<void> {
    if (this.phase !== 'in') return;
    const sample = await this.meter.sample(this.media).catch(() => null);
    if (!sample) return;
    this.quality = sample;
    this.connection.send({ t: 'quality', sample });
    this.changed.fire();
  }

  private react(from: string, emoji: string): void {
    const id = ++this.lastReaction;
    this.reactions = [...this.reactions.slice(-30), { id, from, emoji }];
    setTimeout(() => {
      this.reactions = this.reactions.filter(r => r.id !== id);
      this.changed.fire();
    }, 4_000);
  }

  private lineChanged(state: ConnectionState): void {
    this.line = state;
    if (state === 'lost' || state === 'over') {
      for (const answer of this.answers.values()) answer({ code: 'offline', args: [] });
      this.answers.clear();
    }
    // Over without a word from the server: the line could not be had again.
    if (state === 'over' && this.phase !== 'gone' && this.phase !== 'join') queueMicrotask(() => { if (this.line === 'over' && this.phase !== 'join') this.finish('lost', true); });
    this.changed.fire();
  }

  private left(reason: string, mayReturn: boolean): void {
    const token = resumeToken.read(this.code);
    if (reason === 'lobby' && token) {
      this.media.stop();
      this.own.silence();
      this.state.reset();
      this.enter({ resume: token });
      return;
    }
    // A stale token of this tab is no news to its user: they are simply asked to join.
    if (reason === 'expired' && this.enteredAt === 0 && !this.own.fresh) {
      resumeToken.keep(this.code, null);
      this.phase = 'join';
      this.changed.fire();
      return;
    }
    if (this.phase === 'entering' && this.own.fresh && refusals.has(reason)) {
      this.phase = 'join';
      this.refusal = { code: `join.${reason}`, args: [] };
      this.changed.fire();
      return;
    }
    this.finish(reason, mayReturn);
  }

  private finish(reason: string, mayReturn: boolean): void {
    if (this.phase === 'gone') return;
    this.phase = 'gone';
    this.leftAt = Date.now();
    this.gone = { reason, mayReturn };
    clearInterval(this.sampler);
    // A lost line keeps its token: whoever comes back soon is still the same participant.
    if (reason !== 'lost') resumeToken.keep(this.code, null);
    this.media.stop();
    this.devices.closeAll();
    this.connection.stop();
    this.changed.fire();
  }
}
