import type { QualitySample } from '../../protocol/protocol.js';
import type { Media } from './media.js';

type Row = RTCStats & Record<string, unknown>;

interface Flow {
  bytes: number;
  packets: number;
  lost: number;
  frames: number;
  at: number;
}

const num = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Makes one quality sample of the difference between two readings of getStats. */
export class QualityMeter {
  private before = new Map<string, Flow>();
  private since = Date.now();

  /** New connections count from here. */
  begin(): void {
    this.before.clear();
    this.since = Date.now();
  }

  async sample(media: Media): Promise<QualitySample> {
    const kindOf = (mid: unknown): string => {
      const line = media.sub.pc?.getTransceivers().find(t => t.mid === mid);
      return media.sub.arriving.find(a => a.track === line?.receiver.track)?.kind ?? 'camera';
    };
    const [main, screen, sub] = await Promise.all([rows(media.main.pc), rows(media.screen.pc), rows(media.sub.pc)]);
    const next = new Map<string, Flow>();
    const up = [...main.map(r => ['main', r] as const), ...screen.map(r => ['screen', r] as const)];
    const sums = new Sums();
    let farLost: number | null = null;

    for (const [leg, row] of up) {
      if (row.type === 'outbound-rtp') {
        const d = this.delta(`${leg}${row.id}`, row, num(row['bytesSent']), num(row['packetsSent']), 0, num(row['framesEncoded']), next);
        if (!d) continue;
        const kind = row['kind'] === 'audio' ? (leg === 'main' ? 'audio' : 'shareAudio') : leg === 'main' ? 'video' : 'share';
        sums.add(`up.${kind}`, d);
        if (kind === 'video' && d.kbps > 0) sums.most('up.height', num(row['frameHeight']));
        if (row['qualityLimitationReason'] === 'cpu') sums.cpu = true;
      } else if (row.type === 'remote-inbound-rtp') {
        // The far end tells only what it lost; what was sent we know ourselves.
        const key = `${leg}${row.id}`;
        const lost = num(row['packetsLost']);
        next.set(key, { bytes: 0, packets: 0, lost, frames: 0, at: row.timestamp });
        farLost = (farLost ?? 0) + Math.max(0, lost - (this.before.get(key)?.lost ?? 0));
      } else if (row.type === 'media-source' && row['kind'] === 'audio' && leg === 'main') {
        sums.most('mic', num(row['audioLevel']) * 100);
      }
    }
    for (const row of sub) {
      if (row.type !== 'inbound-rtp') continue;
      const d = this.delta(`sub${row.id}`, row, num(row['bytesReceived']), num(row['packetsReceived']), num(row['packetsLost']), num(row['framesDecoded']), next);
      if (!d) continue;
      const kind = kindOf(row['mid']);
      sums.add(`down.${kind}`, d);
      if (kind === 'audio' && d.packets > 0) {
        sums.most('jitter', num(row['jitter']) * 1000);
        sums.most('speaker', num(row['audioLevel']) * 100);
      }
      if (kind === 'camera' && d.kbps > 0) sums.most('down.height', num(row['frameHeight']));
    }
    this.before = next;
    this.since = Date.now();

    const path = selected(main) ?? selected(sub);
    const rtt = [main, sub].map(r => num(selected(r)?.pair['currentRoundTripTime'])).filter(v => v > 0);
    const downs = ['audio', 'camera', 'screen', 'screenAudio'].map(k => sums.get(`down.${k}`)).filter(d => d !== null);
    const ups = ['audio', 'video', 'share', 'shareAudio'].map(k => sums.get(`up.${k}`)).filter(d => d !== null);
    const sent = ups.reduce((n, d) => n + d.packets, 0);
    const received = downs.reduce((n, d) => n + d.packets, 0);
    const lost = downs.reduce((n, d) => n + d.lost, 0);
    const video = sums.get('up.video');
    const camera = sums.get('down.camera');
    const share = sums.get('up.share');
    const shareDown = sums.get('down.screen');
    return {
      upKbps: ups.length ? round(ups.reduce((n, d) => n + d.kbps, 0)) : null,
      downKbps: downs.length ? round(downs.reduce((n, d) => n + d.kbps, 0)) : null,
      upLoss: farLost !== null && sent > 0 ? round(Math.min(100, (100 * farLost) / sent), 2) : null,
      downLoss: received + lost > 0 ? round((100 * lost) / (received + lost), 2) : null,
      rtt: rtt.length ? round(Math.max(...rtt) * 1000) : null,
      jitter: sums.highest('jitter'),
      audioUpKbps: rate(sums.get('up.audio')),
      audioDownKbps: rate(sums.get('down.audio')),
      micLevel: sums.highest('mic'),
      speakerLevel: sums.highest('speaker'),
      videoUpKbps: rate(video),
      videoDownKbps: rate(camera),
      videoUpFps: video ? round(video.fastest) : null,
      videoDownFps: camera ? round(camera.fps / camera.count) : null,
      videoUpHeight: sums.highest('up.height', 0),
      videoDownHeight: sums.highest('down.height', 0),
      shareUpKbps: rate(share),
      shareDownKbps: rate(shareDown),
      shareUpFps: share ? round(share.fastest) : null,
      shareDownFps: shareDown ? round(shareDown.fastest) : null,
      cpuLimited: sums.cpu,
      link: path ? linkOf(path.local) : null,
    };
  }

  private delta(key: string, row: Row, bytes: number, packets: number, lost: number, frames: number, next: Map<string, Flow>): Change | null {
    const now: Flow = { bytes, packets, lost, frames, at: row.timestamp };
    next.set(key, now);
    // A flow not seen before began after the last reading, from nothing.
    const before = this.before.get(key) ?? { bytes: 0, packets: 0, lost: 0, frames: 0, at: this.since };
    const seconds = (now.at - before.at) / 1000;
    if (seconds <= 0 || now.packets < before.packets) return null;
    const change = {
      kbps: ((now.bytes - before.bytes) * 8) / 1000 / seconds, packets: now.packets - before.packets,
      lost: Math.max(0, now.lost - before.lost), fps: (now.frames - before.frames) / seconds,
    };
    return change.packets > 0 || change.lost > 0 ? change : null;
  }
}

interface Change {
  kbps: number;
  packets: number;
  lost: number;
  fps: number;
}

class Sums {
  cpu = false;
  private readonly flows = new Map<string, Change & { fastest: number; count: number }>();
  private readonly peaks = new Map<string, number>();

  add(key: string, d: Change): void {
    const sum = this.flows.get(key) ?? { kbps: 0, packets: 0, lost: 0, fps: 0, fastest: 0, count: 0 };
    this.flows.set(key, {
      kbps: sum.kbps + d.kbps, packets: sum.packets + d.packets, lost: sum.lost + d.lost, fps: sum.fps + d.fps,
      fastest: Math.max(sum.fastest, d.fps), count: sum.count + 1,
    });
  }

  get(key: string): (Change & { fastest: number; count: number }) | null {
    return this.flows.get(key) ?? null;
  }

  most(key: string, value: number): void {
    this.peaks.set(key, Math.max(this.peaks.get(key) ?? 0, value));
  }

  highest(key: string, digits = 1): number | null {
    const value = this.peaks.get(key);
    return value === undefined ? null : round(value, digits);
  }
}

const rate = (d: Change | null): number | null => (d ? round(d.kbps) : null);

async function rows(pc: RTCPeerConnection | null): Promise<Row[]> {
  if (!pc || pc.connectionState === 'closed') return [];
  const found: Row[] = [];
  (await pc.getStats()).forEach((row: Row) => found.push(row));
  return found;
}

function selected(all: readonly Row[]): { pair: Row; local: Row } | null {
  const chosen = all.find(r => r.type === 'transport' && typeof r['selectedCandidatePairId'] === 'string')?.['selectedCandidatePairId'];
  const pair = all.find(r => r.id === chosen) ?? all.find(r => r.type === 'candidate-pair' && r['nominated'] === true && r['state'] === 'succeeded');
  const local = all.find(r => r.id === pair?.['localCandidateId']);
  return pair && local ? { pair, local } : null;
}

function linkOf(local: Row): string {
  if (local['candidateType'] === 'relay') return 'relay';
  return local['protocol'] === 'tcp' ? 'tcp' : 'udp';
}

/** 1 good, 2 fair, 3 medium, 4 poor; 0 unknown. By loss and delay, whichever is worse. */
export function gradeOf(sample: QualitySample): number {
  const loss = Math.max(sample.upLoss ?? 0, sample.downLoss ?? 0);
  const rtt = sample.rtt ?? 0;
  if (sample.upLoss == null && sample.downLoss == null && sample.rtt == null) return 0;
  const step = (value: number, limits: readonly number[]): number => 1 + limits.filter(limit => value > limit).length;
  return Math.max(step(loss, [2, 6, 15]), step(rtt, [150, 300, 600]));
}
