import type { OfferedStream } from '../../protocol/protocol.js';
import { Emitter } from '../core/emitter.js';
import type { Send } from './publish-leg.js';

/** After this long without a connection, or with one that carries nothing, a receiving end is made anew. Milliseconds. */
const patience = 7_000;

/** A stream that arrives from somebody. */
export interface Arriving {
  participant: string;
  kind: string;
  track: MediaStreamTrack;
  stream: MediaStream;
}

/** The peer connection that receives. The server offers, one offer after the other; each offer says anew what every line carries. */
export class ReceiveLeg {
  readonly changed = new Emitter();
  /** Broken beyond what offers mend; the owner asks for everything anew. */
  readonly broken = new Emitter();
  pc: RTCPeerConnection | null = null;
  arriving: Arriving[] = [];
  /** Why receiving broke, each time it did. */
  readonly failures: string[] = [];

  private queue: Promise<void> = Promise.resolve();
  private origin = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private readonly streams = new Map<string, MediaStream>();

  /** `flows`: whether somebody is believed to send on one of the lines that arrive. */
  constructor(private readonly send: Send, private readonly ice: () => RTCIceServer[], private readonly flows: (arriving: readonly Arriving[]) => boolean) {}

  /** Takes an offer; offers are answered strictly in turn. */
  offer(sdp: string, streams: readonly OfferedStream[]): void {
    this.queue = this.queue.then(() => this.take(sdp, streams)).catch((error: unknown) => this.fail(String(error)));
  }

  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.watchdog = undefined;
    const pc = this.pc;
    this.pc = null;
    this.origin = '';
    this.streams.clear();
    this.arriving = [];
    if (pc) {
      pc.onconnectionstatechange = pc.onicecandidate = null;
      pc.close();
      this.changed.fire();
    }
  }

  of(participant: string, kind: string): MediaStream | null {
    return this.arriving.find(a => a.participant === participant && a.kind === kind)?.stream ?? null;
  }

  private async take(sdp: string, offered: readonly OfferedStream[]): Promise<void> {
    const origin = /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? '';
    // Another session id means another connection at the far end: the old one here is useless.
    if (this.pc && origin !== this.origin) this.close();
    const pc = this.pc ?? this.build();
    this.origin = origin;
    try {
      await pc.setRemoteDescription({ type: 'offer', sdp });
      const answer = await pc.createAnswer();
      if (pc !== this.pc) return;
      await pc.setLocalDescription(answer);
      this.send({ t: 'answer', sdp: pc.localDescription?.sdp ?? answer.sdp ?? '' });
      // Connections that never come about say so late (ICE) or never (DTLS).
      this.watchdog ??= setTimeout(() => void this.check(pc), patience);
    } catch (error) {
      // The far end knows this connection only: another one cannot take its offer.
      if (pc === this.pc) throw error;
      return;
    }
    this.map(pc, offered);
  }

  /** Until the first packet of each connection: is it there, and does anything come? */
  private async check(pc: RTCPeerConnection): Promise<void> {
    this.watchdog = undefined;
    if (pc !== this.pc) return;
    let packets = 0;
    if (pc.connectionState === 'connected') {
      (await pc.getStats()).forEach((row: { type: string; packetsReceived?: number }) => { if (row.type === 'inbound-rtp') packets += row.packetsReceived ?? 0; });
    }
    if (pc !== this.pc || packets > 0) return;
    if (this.flows(this.arriving)) this.fail(`nothing comes, ${pc.connectionState}`);
    else this.watchdog = setTimeout(() => void this.check(pc), patience);
  }

  private map(pc: RTCPeerConnection, offered: readonly OfferedStream[]): void {
    const arriving: Arriving[] = [];
    for (const line of pc.getTransceivers()) {
      const carries = offered.find(o => o.mid === line.mid);
      if (!carries?.participant || !carries.kind || line.currentDirection === 'inactive' || line.currentDirection === 'stopped') continue;
      const track = line.receiver.track;
      const key = `${line.mid} ${carries.participant} ${carries.kind}`;
      // A line that is reused by somebody else gets a stream of its own, so that players start cleanly.
      let stream = this.streams.get(key);
      if (!stream || stream.getTracks()[0] !== track) this.streams.set(key, (stream = new MediaStream([track])));
      arriving.push({ participant: carries.participant, kind: carries.kind, track, stream });
    }
    const live = new Set(arriving.map(a => a.stream));
    for (const [key, stream] of this.streams) if (!live.has(stream)) this.streams.delete(key);
    this.arriving = arriving;
    this.changed.fire();
  }

  private fail(why: string): void {
    this.failures.push(why);
    this.broken.fire();
  }

  private build(): RTCPeerConnection {
    const pc = new RTCPeerConnection({ iceServers: this.ice(), bundlePolicy: 'max-bundle' });
    this.pc = pc;
    pc.onicecandidate = ({ candidate }) => {
      if (pc !== this.pc || candidate?.candidate === '') return;
      this.send({ t: 'candidate', leg: 'sub', candidate: candidate?.candidate ?? null, mid: candidate?.sdpMid ?? null, line: candidate?.sdpMLineIndex ?? null });
    };
    pc.onconnectionstatechange = () => {
      if (pc !== this.pc) return;
      clearTimeout(this.timer);
      if (pc.connectionState === 'failed') this.fail('failed');
      if (pc.connectionState === 'disconnected') {
        this.timer = setTimeout(() => { if (pc === this.pc && pc.connectionState === 'disconnected') this.fail('disconnected'); }, 6_000);
      }
      this.changed.fire();
    };
    return pc;
  }
}
