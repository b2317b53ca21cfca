import type { ClientInfo, ClientMessage, ServerMessage } from '../../protocol/protocol.js';
import { Emitter } from '../core/emitter.js';

/** idle: not begun · opening: first attempt · open · lost: trying to come back · over: will not come back by itself. */
export type ConnectionState = 'idle' | 'opening' | 'open' | 'lost' | 'over';

const pingEvery = 5_000;
const deadAfter = 12_000;
const giveUpAfter = 45_000;
const firstDelay = 300;
const longestDelay = 3_000;

/** One WebSocket that comes back by itself as the same participant for 45 s, then gives up and says so. */
export class Connection {
  readonly messages = new Emitter<ServerMessage>();
  readonly changed = new Emitter<ConnectionState>();
  state: ConnectionState = 'idle';

  private socket: WebSocket | null = null;
  private ticket: string | null = null;
  private resume: string | null = null;
  private lastHeard = 0;
  private lostAt = 0;
  private delay = firstDelay;
  private pinger: ReturnType<typeof setInterval> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly url: string, private readonly client: ClientInfo) {
    // A laptop that wakes up or a phone that finds a network should not wait for the next attempt.
    globalThis.addEventListener?.('online', () => { if (this.state === 'lost') this.attempt(); });
  }

  start(entry: { ticket: string } | { resume: string }): void {
    this.stop();
    this.ticket = 'ticket' in entry ? entry.ticket : null;
    this.resume = 'resume' in entry ? entry.resume : null;
    this.lostAt = Date.now();
    this.delay = firstDelay;
    this.become('opening');
    this.attempt();
  }

  /** The token that brings this participant back; from each welcome. */
  keepResume(token: string): void {
    this.resume = token;
    this.ticket = null;
  }

  /** Sends when open; what is said while the line is down is lost, as the state is sent anew after it. */
  send(message: ClientMessage): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Drops the line and comes back at once, for when media cannot be mended otherwise. */
  renew(): void {
    if (this.state === 'open') this.lose();
  }

  stop(): void {
    clearInterval(this.pinger);
    clearTimeout(this.retry);
    this.detach();
    this.become('over');
  }

  private attempt(): void {
    clearTimeout(this.retry);
    this.detach();
    const socket = new WebSocket(this.url, 'huitang.v1');
    this.socket = socket;
    // A socket that does not open in time is as good as refused.
    const slow = setTimeout(() => { if (socket === this.socket && socket.readyState !== WebSocket.OPEN) this.lose(); }, 8_000);
    socket.onopen = () => {
      clearTimeout(slow);
      this.lastHeard = Date.now();
      this.send({ t: 'hello', ticket: this.ticket, resume: this.resume, client: this.client });
      clearInterval(this.pinger);
      this.pinger = setInterval(() => this.beat(), pingEvery);
    };
    socket.onmessage = event => this.hear(event);
    socket.onclose = () => { clearTimeout(slow); if (socket === this.socket) this.lose(); };
  }

  private hear(event: MessageEvent<unknown>): void {
    this.lastHeard = Date.now();
    if (typeof event.data !== 'string') return;
    const message = JSON.parse(event.data) as ServerMessage;
    if (message.t === 'gone') {
      this.stop();
    } else if (message.t === 'welcome' || message.t === 'waiting') {
      this.keepResume(message.resume);
      this.delay = firstDelay;
      this.become('open');
    }
    this.messages.fire(message);
  }

  private beat(): void {
    if (Date.now() - this.lastHeard > deadAfter) this.lose();
    else this.send({ t: 'ping' });
  }

  private lose(): void {
    clearInterval(this.pinger);
    this.detach();
    if (this.state === 'over') return;
    if (this.state === 'open') {
      this.lostAt = Date.now();
      this.become('lost');
    }
    if (Date.now() - this.lostAt > giveUpAfter) {
      this.become('over');
      return;
    }
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.attempt(), this.delay * (0.8 + Math.random() * 0.4));
    this.delay = Math.min(this.delay * 1.7, longestDelay);
  }

  private detach(): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private become(state: ConnectionState): void {
    if (state === this.state) return;
    this.state = state;
    this.changed.fire(state);
  }
}
