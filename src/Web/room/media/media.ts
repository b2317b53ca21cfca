import type { ErrorView, IceServer, PersonView, ServerMessage, Wish } from '../../protocol/protocol.js';
import { debounce, Emitter } from '../core/emitter.js';
import type { Devices } from './devices.js';
import { PublishLeg, type Send } from './publish-leg.js';
import { type Arriving, ReceiveLeg } from './receive-leg.js';
import { Sound } from './sound.js';
import { type Visible, wishesFor } from './wishes.js';

/** All that flows: own microphone and camera, own screen, everybody else. */
export class Media {
  readonly changed = new Emitter();
  readonly refused = new Emitter<{ leg: 'main' | 'screen'; error: ErrorView }>();
  /** Receiving broke; a new line to the server mends it. */
  readonly hopeless = new Emitter();
  readonly sound: Sound;
  readonly main: PublishLeg;
  readonly screen: PublishLeg;
  readonly sub: ReceiveLeg;
  screenStream: MediaStream | null = null;
  /** The media server is there. */
  up = false;

  private servers: RTCIceServer[] = [];
  private audioSender: RTCRtpSender | null = null;
  private videoSender: RTCRtpSender | null = null;
  private sendMic = false;
  private sendCamera = false;
  private people: readonly PersonView[] = [];
  private you = '';
  private visible: readonly Visible[] = [];
  private sent = '';
  private mends = 0;
  private mending: ReturnType<typeof setTimeout> | undefined;
  private calming: ReturnType<typeof setTimeout> | undefined;
  private readonly wishSoon: () => void;

  constructor(private readonly send: Send, private readonly devices: Devices) {
    const ice = (): RTCIceServer[] => this.servers;
    this.sound = new Sound(devices.choices.speakerId);
    this.main = new PublishLeg('main', send, ice, pc => this.furnishMain(pc));
    this.screen = new PublishLeg('screen', send, ice, pc => this.furnishScreen(pc));
    this.sub = new ReceiveLeg(send, ice, arriving => arriving.some(a => this.isSent(a)));
    this.wishSoon = debounce(() => this.wish(), 150);
    this.main.refused.on(error => this.refused.fire({ leg: 'main', error }));
    this.screen.refused.on(error => { this.endScreen(false); this.refused.fire({ leg: 'screen', error }); });
    this.sub.broken.on(() => this.mend());
    this.sub.changed.on(() => { this.sound.follow(this.sub.arriving); this.calm(); this.changed.fire(); });
    this.main.changed.on(() => this.changed.fire());
    this.screen.changed.on(() => this.changed.fire());
    this.sound.changed.on(() => this.changed.fire());
    devices.changed.on(() => void this.attach());
  }

  /** The server welcomed us, for the first time or on a new line. Media belongs to the line, so all is built anew. */
  begin(iceServers: readonly IceServer[], up: boolean): void {
    this.servers = iceServers.map(s => ({ urls: [...s.urls], ...(s.username ? { username: s.username } : {}), ...(s.credential ? { credential: s.credential } : {}) }));
    this.reset(up);
  }

  /** The media server lost everything: build all anew, or wait until it is back. */
  reset(up: boolean): void {
    this.up = up;
    this.main.close(false);
    this.screen.close(false);
    this.sub.close();
    this.sent = '';
    if (!up) return;
    void this.main.start();
    if (this.screenStream) void this.screen.start();
    this.wishSoon();
  }

  hear(message: ServerMessage): void {
    if (message.t === 'publishAnswer') void (message.leg === 'screen' ? this.screen : this.main).answer(message.sdp, message.error);
    else if (message.t === 'offer') this.sub.offer(message.sdp, message.streams);
    else if (message.t === 'mediaReset') this.reset(message.up);
  }

  follow(people: readonly PersonView[], you: string): void {
    this.people = people;
    this.you = you;
    this.wishSoon();
  }

  show(visible: readonly Visible[]): void {
    this.visible = visible;
    this.wishSoon();
  }

  /** Lets the microphone through or not; opening the device is done before. */
  async sendMicrophone(on: boolean): Promise<void> {
    this.sendMic = on;
    await this.attach();
  }

  async sendPicture(on: boolean): Promise<void> {
    this.sendCamera = on;
    await this.attach();
  }

  /** Asks for a screen and sends it; false when the user thought better of it. */
  async startScreen(): Promise<boolean> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true }).catch(() => null);
    const video = stream?.getVideoTracks()[0];
    if (!stream || !video) return false;
    video.contentHint = 'detail';
    video.onended = () => { if (this.screenStream === stream) this.endScreen(true); };
    this.screenStream = stream;
    await this.screen.start();
    this.changed.fire();
    return true;
  }

  endScreen(tell: boolean): void {
    const stream = this.screenStream;
    this.screenStream = null;
    for (const track of stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.screen.close(tell);
    this.changed.fire();
  }

  stop(): void {
    this.up = false;
    clearTimeout(this.mending);
    clearTimeout(this.calming);
    this.endScreen(false);
    this.main.close(false);
    this.sub.close();
    this.sound.stop();
    this.sendMic = this.sendCamera = false;
    this.audioSender = this.videoSender = null;
  }

  private wish(anew = false): void {
    if (!this.up) return;
    const wishes: Wish[] = wishesFor(this.people, this.you, this.visible);
    const text = JSON.stringify(wishes);
    if (text === this.sent && !anew) return;
    if (this.send(anew ? { t: 'watch', wishes, anew } : { t: 'watch', wishes })) this.sent = text;
  }

  /** Whether whoever it comes from is believed to send it now. */
  private isSent(arriving: Arriving): boolean {
    const person = this.people.find(p => p.id === arriving.participant);
    if (!person || person.away) return false;
    return arriving.kind === 'audio' ? person.mic : arriving.kind === 'camera' ? person.camera : person.sharing;
  }

  /**
   * A broken receiving end is asked for anew, which disturbs nobody else; if that did not help twice, a new line to the server makes
   * everything anew. At most six times in a row, ever slower.
   */
  private mend(): void {
    this.sub.close();
    if (!this.up || this.mends >= 6) return;
    clearTimeout(this.mending);
    const turn = this.mends++;
    this.mending = setTimeout(() => {
      if (turn < 2) this.wish(true);
      else if (this.up) this.hopeless.fire();
    }, 1_000 * (2 ** turn - 1));
  }

  /** Receiving for half a minute means the trouble is over. */
  private calm(): void {
    clearTimeout(this.calming);
    if (this.sub.pc?.connectionState === 'connected') this.calming = setTimeout(() => { this.mends = 0; }, 30_000);
  }

  private furnishMain(pc: RTCPeerConnection): void {
    const audio = pc.addTransceiver('audio', { direction: 'sendonly' });
    const video = pc.addTransceiver('video', {
      direction: 'sendonly',
      sendEncodings: [
        { rid: 'h', maxBitrate: 1_200_000, maxFramerate: 30 },
        { rid: 'm', scaleResolutionDownBy: 2, maxBitrate: 400_000, maxFramerate: 30 },
        { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 130_000, maxFramerate: 20 },
      ],
    });
    this.audioSender = audio.sender;
    this.videoSender = video.sender;
    return void this.attach();
  }

  private furnishScreen(pc: RTCPeerConnection): void {
    const video = this.screenStream?.getVideoTracks()[0];
    const audio = this.screenStream?.getAudioTracks()[0];
    if (video) pc.addTransceiver(video, { direction: 'sendonly', streams: this.screenStream ? [this.screenStream] : [], sendEncodings: [{ maxBitrate: 2_500_000 }] });
    if (audio) pc.addTransceiver(audio, { direction: 'sendonly' });
  }

  private async attach(): Promise<void> {
    const mic = this.sendMic ? this.devices.mic : null;
    const camera = this.sendCamera ? this.devices.camera : null;
    if (this.devices.mic && this.you !== '') this.devices.mic.enabled = this.sendMic;
    // A sender of a closed connection refuses; its successor is furnished anew.
    if (this.audioSender && this.audioSender.track !== mic) await this.audioSender.replaceTrack(mic).catch(() => undefined);
    if (this.videoSender && this.videoSender.track !== camera) await this.videoSender.replaceTrack(camera).catch(() => undefined);
  }
}
