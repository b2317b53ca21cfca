import { Emitter } from '../core/emitter.js';
import type { Arriving } from './receive-leg.js';

type Player = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays what others say: one player per remote sound. Browsers may forbid sound until a click; then `blocked` is true. */
export class Sound {
  readonly changed = new Emitter();
  blocked = false;

  private readonly players = new Map<MediaStream, Player>();

  constructor(private speaker: string) {}

  /** Makes the players match the sounds that arrive. */
  follow(arriving: readonly Arriving[]): void {
    const wanted = new Set(arriving.filter(a => a.track.kind === 'audio').map(a => a.stream));
    for (const [stream, player] of this.players) {
      if (wanted.has(stream)) continue;
      player.pause();
      player.srcObject = null;
      this.players.delete(stream);
    }
    for (const stream of wanted) {
      if (this.players.has(stream)) continue;
      const player: Player = new Audio();
      player.autoplay = true;
      player.srcObject = stream;
      this.players.set(stream, player);
      void this.route(player);
      void this.play(player);
    }
  }

  /** After a click of the user. */
  async unblock(): Promise<void> {
    this.blocked = false;
    this.changed.fire();
    await Promise.all([...this.players.values()].map(player => this.play(player)));
  }

  useSpeaker(id: string): void {
    this.speaker = id;
    for (const player of this.players.values()) void this.route(player);
  }

  stop(): void {
    this.follow([]);
  }

  private async play(player: Player): Promise<void> {
    try {
      await player.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError' && !this.blocked) {
        this.blocked = true;
        this.changed.fire();
      }
    }
  }

  private async route(player: Player): Promise<void> {
    // A speaker that is gone leaves the default one in use.
    await player.setSinkId?.(this.speaker).catch(() => undefined);
  }
}
