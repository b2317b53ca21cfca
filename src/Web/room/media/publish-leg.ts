import type { ClientMessage, ErrorView } from '../../protocol/protocol.js';
import { Emitter } from '../core/emitter.js';

export type Send = (message: ClientMessage) => boolean;

/** A peer connection that sends. Says its offer, takes the answer, and builds itself anew when the line breaks. */
export class PublishLeg {
  readonly changed = new Emitter();
  /** The server refused to take this leg. */
  readonly refused = new Emitter<ErrorView>();
  pc: RTCPeerConnection | null = null;

  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private calm: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly name: 'main' | 'screen',
    private readonly send: Send,
    private readonly ice: () => RTCIceServer[],
    private readonly furnish: (pc: RTCPeerConnection) => void | Promise<void>,
  ) {}

  get healthy(): boolean {
    return this.pc?.connectionState === 'connected' || this.pc?.connectionState === 'connecting';
  }

  async start(): Promise<void> {
    this.drop();
    const pc = new RTCPeerConnection({ iceServers: this.ice(), bundlePolicy: 'max-bundle' });
    this.pc = pc;
    pc.onicecandidate = ({ candidate }) => {
      if (pc !== this.pc) return;
      // Some browsers end with an empty candidate, all end with none; the server wants one end.
      if (candidate?.candidate === '') return;
      this.send({ t: 'candidate', leg: this.name, candidate: candidate?.candidate ?? null, mid: candidate?.sdpMid ?? null, line: candidate?.sdpMLineIndex ?? null });
    };
    pc.onconnectionstatechange = () => this.watchState(pc);
    await this.furnish(pc);
    const offer = await pc.createOffer();
    if (pc !== this.pc) return;
    await pc.setLocalDescription(offer);
    if (pc !== this.pc) return;
    if (!this.send({ t: 'publish', leg: this.name, sdp: pc.localDescription?.sdp ?? offer.sdp ?? '' })) return;
    // An answer that does not come is a failure like any other.
    this.timer = setTimeout(() => { if (pc === this.pc && pc.signalingState !== 'stable') this.again(); }, 10_000);
    this.changed.fire();
  }

  async answer(sdp: string, error: ErrorView | null | undefined): Promise<void> {
    const pc = this.pc;
    if (!pc) return;
    if (error) {
      this.refused.fire(error);
      if (this.name === 'main') this.again();
      else this.close(false);
      return;
    }
    if (pc.signalingState !== 'have-local-offer') return;
    clearTimeout(this.timer);
    try {
      await pc.setRemoteDescription({ type: 'answer', sdp });
      // A connection that does not come about says so late (ICE) or never (DTLS).
      if (pc === this.pc && pc.connectionState !== 'connected') {
        this.timer = setTimeout(() => { if (pc === this.pc && pc.connectionState !== 'connected') this.again(); }, 15_000);
      }
    } catch {
      if (pc === this.pc) this.again();
    }
  }

  /** Ends the leg; `tell` says so to the server. */
  close(tell: boolean): void {
    const had = this.pc !== null;
    this.drop();
    this.tries = 0;
    if (tell && had) this.send({ t: 'unpublish', leg: this.name });
    if (had) this.changed.fire();
  }

  private watchState(pc: RTCPeerConnection): void {
    if (pc !== this.pc) return;
    clearTimeout(this.calm);
    if (pc.connectionState === 'connected') {
      clearTimeout(this.timer);
      this.calm = setTimeout(() => { this.tries = 0; }, 20_000);
    } else if (pc.connectionState === 'failed' || pc.connectionState === 'closed') {
      this.again();
    } else if (pc.connectionState === 'disconnected') {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { if (pc === this.pc && pc.connectionState === 'disconnected') this.again(); }, 6_000);
    }
    this.changed.fire();
  }

  private again(): void {
    this.drop();
    // Seven tries in about a minute; after that a reset or a new welcome begins afresh.
    if (this.tries >= 7) return;
    const delay = Math.min(500 * 2 ** this.tries++, 15_000);
    this.timer = setTimeout(() => void this.start(), delay);
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.calm);
    const pc = this.pc;
    this.pc = null;
    if (!pc) return;
    pc.onicecandidate = pc.onconnectionstatechange = null;
    pc.close();
  }
}
