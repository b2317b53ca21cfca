import { type Choices, keepChoices } from '../core/choices.js';
import { Emitter } from '../core/emitter.js';

/** Why a device cannot be used. */
export type Trouble = 'denied' | 'missing' | 'busy' | 'insecure';

export type DeviceKind = 'mic' | 'camera' | 'speaker';

export interface DeviceChoice {
  id: string;
  label: string;
}

/** Microphone, camera and speaker of this machine: opened only when wanted, remembered, changed at any time. */
export class Devices {
  readonly changed = new Emitter();
  /** A track that was being sent ended by itself: unplugged, or taken away by the system. */
  readonly lost = new Emitter<'mic' | 'camera'>();
  mic: MediaStreamTrack | null = null;
  camera: MediaStreamTrack | null = null;
  readonly trouble: { mic: Trouble | null; camera: Trouble | null } = { mic: null, camera: null };
  lists: Record<DeviceKind, DeviceChoice[]> = { mic: [], camera: [], speaker: [] };

  private audio: AudioContext | null = null;
  private analyser: AnalyserNode | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private samples = new Float32Array(512);
  private opening: { mic?: Promise<MediaStreamTrack | null>; camera?: Promise<MediaStreamTrack | null> } = {};

  constructor(readonly choices: Choices) {
    navigator.mediaDevices?.addEventListener?.('devicechange', () => void this.refresh());
  }

  get speakerChoice(): boolean {
    return 'setSinkId' in HTMLMediaElement.prototype;
  }

  get canShare(): boolean {
    return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  }

  async refresh(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind): DeviceChoice[] =>
      all.filter(d => d.kind === kind && d.deviceId !== '').map(d => ({ id: d.deviceId, label: d.label }));
    this.lists = { mic: of('audioinput'), camera: of('videoinput'), speaker: of('audiooutput') };
    this.changed.fire();
  }

  openMic(): Promise<MediaStreamTrack | null> {
    if (this.mic?.readyState === 'live') {
      this.mic.enabled = true;
      return Promise.resolve(this.mic);
    }
    return (this.opening.mic ??= this.open('mic', {
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...exactly(this.choices.micId) },
    }).finally(() => { delete this.opening.mic; }));
  }

  openCamera(): Promise<MediaStreamTrack | null> {
    if (this.camera?.readyState === 'live') return Promise.resolve(this.camera);
    return (this.opening.camera ??= this.open('camera', {
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 }, ...exactly(this.choices.cameraId) },
    }).finally(() => { delete this.opening.camera; }));
  }

  closeMic(): void {
    this.source?.disconnect();
    this.source = null;
    this.mic?.stop();
    this.mic = null;
    this.changed.fire();
  }

  closeCamera(): void {
    this.camera?.stop();
    this.camera = null;
    this.changed.fire();
  }

  closeAll(): void {
    this.closeMic();
    this.closeCamera();
    void this.audio?.close().catch(() => undefined);
    this.audio = null;
    this.analyser = null;
  }

  /** Chooses another device; one in use is exchanged at once. */
  async select(kind: DeviceKind, id: string): Promise<void> {
    if (kind === 'mic') this.choices.micId = id;
    if (kind === 'camera') this.choices.cameraId = id;
    if (kind === 'speaker') this.choices.speakerId = id;
    keepChoices(this.choices);
    if (kind === 'mic' && this.mic) {
      this.closeMic();
      await this.openMic();
    }
    if (kind === 'camera' && this.camera) {
      this.closeCamera();
      await this.openCamera();
    }
    this.changed.fire();
  }

  /** Loudness of the microphone, 0–1; 0 when closed. */
  level(): number {
    if (!this.analyser || !this.source || !this.mic?.enabled) return 0;
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const value of this.samples) sum += value * value;
    const decibel = 20 * Math.log10(Math.sqrt(sum / this.samples.length) + 1e-6);
    return Math.min(1, Math.max(0, (decibel + 60) / 55));
  }

  private async open(kind: 'mic' | 'camera', constraints: MediaStreamConstraints): Promise<MediaStreamTrack | null> {
    if (!navigator.mediaDevices) return this.fail(kind, 'insecure');
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      const track = (kind === 'mic' ? stream.getAudioTracks() : stream.getVideoTracks())[0];
      if (!track) return this.fail(kind, 'missing');
      track.onended = () => {
        if (this[kind] !== track) return;
        this[kind] = null;
        this.lost.fire(kind);
        this.changed.fire();
      };
      this[kind] = track;
      this.trouble[kind] = null;
      if (kind === 'mic') this.measure(stream);
      if (this.lists[kind].every(d => d.label === '')) await this.refresh();
      this.changed.fire();
      return track;
    } catch (error) {
      const name = error instanceof DOMException ? error.name : '';
      const chosen = kind === 'mic' ? 'micId' : 'cameraId';
      if (name === 'OverconstrainedError' && this.choices[chosen] !== '') {
        // The remembered device is not plugged in today: any other will do.
        this.choices[chosen] = '';
        const video = { width: { ideal: 1280 }, height: { ideal: 720 } };
        return this.open(kind, kind === 'mic' ? { audio: true } : { video });
      }
      return this.fail(kind, name === 'NotAllowedError' ? 'denied' : name === 'NotReadableError' ? 'busy' : 'missing');
    }
  }

  private fail(kind: 'mic' | 'camera', why: Trouble): null {
    this.trouble[kind] = why;
    this.changed.fire();
    return null;
  }

  private measure(stream: MediaStream): void {
    try {
      this.audio ??= new AudioContext();
      if (!this.analyser) {
        this.analyser = this.audio.createAnalyser();
        this.analyser.fftSize = 512;
      }
      void this.audio.resume().catch(() => undefined);
      this.source?.disconnect();
      this.source = this.audio.createMediaStreamSource(stream);
      this.source.connect(this.analyser);
    } catch {
      this.source = null; // No meter, but the microphone works.
    }
  }
}

const exactly = (id: string): MediaTrackConstraints => (id === '' ? {} : { deviceId: { exact: id } });
