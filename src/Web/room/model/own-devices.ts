import type { Session } from './session.js';

/** Own microphone, camera and screen: buttons answer at once, the server has the last word. */
export class OwnDevices {
  /** First entry with a ticket: what was chosen at the door is done once. */
  fresh = true;
  /** Push-to-talk is held. */
  talking = false;

  private pendingMic: boolean | null = null;
  private pendingCamera: boolean | null = null;
  private sendsMic = false;
  private sendsCamera = false;
  private busy: Promise<void> = Promise.resolve();
  private micTurn: Promise<void> = Promise.resolve();
  private cameraTurn: Promise<void> = Promise.resolve();

  constructor(private readonly session: Session) {
    session.devices.lost.on(kind => {
      session.note(`device.lost_${kind}`, [], 'error');
      if (kind === 'mic' && this.mic) void this.setMic(false);
      if (kind === 'camera' && this.camera) void this.setCamera(false);
    });
  }

  get mic(): boolean {
    return this.pendingMic ?? this.session.state.me?.mic ?? false;
  }

  get camera(): boolean {
    return this.pendingCamera ?? this.session.state.me?.camera ?? false;
  }

  get sharing(): boolean {
    return this.session.media.screenStream !== null;
  }

  /** `asked`: a host asked for it just now, and what follows from that may still be on its way here; the server knows. */
  async setMic(on: boolean, asked = false): Promise<void> {
    const { session } = this;
    if (on && !asked && session.state.me && !session.state.me.mayUnmute && !session.state.iLead) {
      session.note('mic.forbidden', [], 'error');
      return;
    }
    this.pendingMic = on;
    session.changed.fire();
    this.micTurn = this.micTurn.then(() => this.turnMic(on));
    return this.micTurn;
  }

  /** One press after the other; a press that a later one has overtaken does nothing. */
  private async turnMic(on: boolean): Promise<void> {
    const { session } = this;
    if (this.pendingMic !== on) return;
    const opened = !on || (await session.devices.openMic()) !== null;
    if (this.pendingMic !== on) return;
    if (!opened) {
      this.pendingMic = null;
      session.note(`trouble.mic_${session.devices.trouble.mic ?? 'missing'}`, [], 'error');
      session.changed.fire();
      return;
    }
    await this.passMic(on);
    const error = await session.ask({ op: 'mic', on });
    if (this.pendingMic === on) this.pendingMic = null;
    if (error) {
      await this.passMic(session.state.me?.mic ?? false);
      session.note(error.code, error.args, 'error');
    }
    this.obey();
    session.changed.fire();
  }

  async setCamera(on: boolean, asked = false): Promise<void> {
    const { session } = this;
    if (on && !asked && !session.state.mayUseCamera()) {
      session.note('camera.forbidden', [], 'error');
      return;
    }
    this.pendingCamera = on;
    session.changed.fire();
    this.cameraTurn = this.cameraTurn.then(() => this.turnCamera(on));
    return this.cameraTurn;
  }

  private async turnCamera(on: boolean): Promise<void> {
    const { session } = this;
    if (this.pendingCamera !== on) return;
    const opened = !on || (await session.devices.openCamera()) !== null;
    if (this.pendingCamera !== on) return;
    if (!opened) {
      this.pendingCamera = null;
      session.note(`trouble.camera_${session.devices.trouble.camera ?? 'missing'}`, [], 'error');
      session.changed.fire();
      return;
    }
    await this.passCamera(on);
    const error = await session.ask({ op: 'camera', on });
    if (this.pendingCamera === on) this.pendingCamera = null;
    if (error) {
      await this.passCamera(session.state.me?.camera ?? false);
      session.note(error.code, error.args, 'error');
    }
    this.obey();
    session.changed.fire();
  }

  async toggleShare(): Promise<void> {
    const { session } = this;
    if (this.sharing) {
      session.media.endScreen(true);
    } else if (!session.devices.canShare) {
      session.note('share.unsupported', [], 'error');
    } else if (!session.state.mayShare()) {
      session.note('share.forbidden', [], 'error');
    } else if (session.state.sharer) {
      session.note('share.taken', [session.state.sharer.name], 'error');
    } else {
      await session.media.startScreen();
    }
    session.changed.fire();
  }

  /** Muted by somebody else: the device is let go at once, before any answer. */
  silence(): void {
    this.pendingMic = null;
    this.sendsMic = false;
    void this.session.media.sendMicrophone(false);
    this.session.devices.closeMic();
  }

  /** Makes the devices match what the server says of us. */
  obey(): void {
    const me = this.session.state.me;
    if (!me) return;
    if (this.fresh) {
      this.fresh = false;
      this.busy = this.busy.then(() => this.arrive());
      return;
    }
    if (this.pendingMic === null && me.mic !== this.sendsMic) {
      if (!me.mic) this.silence();
      else this.busy = this.busy.then(() => this.resumeMic());
    }
    if (this.pendingCamera === null && me.camera !== this.sendsCamera) {
      if (!me.camera) void this.passCamera(false);
      else this.busy = this.busy.then(() => this.resumeCamera());
    }
  }

  /** What was chosen at the door, as far as the rules of arrival let it be. */
  private async arrive(): Promise<void> {
    const { state, choices } = this.session;
    const rules = state.meeting?.rules;
    const muted = !state.iLead && rules !== undefined && (rules.muteOnEntry === 1 || (rules.muteOnEntry === 2 && state.people.size > 6));
    if (choices.camera && state.mayUseCamera() && this.session.devices.trouble.camera === null) await this.setCamera(true);
    else this.session.devices.closeCamera();
    if (choices.mic && !muted && !state.me?.mic && this.session.devices.trouble.mic === null) await this.setMic(true);
    else if (muted && choices.mic) this.session.note('notice.mutedOnEntry');
    if (!this.mic) this.session.devices.closeMic();
    this.obey();
  }

  /** After a reload the server still has us unmuted. */
  private async resumeMic(): Promise<void> {
    if (this.sendsMic || !this.session.state.me?.mic) return;
    if (await this.session.devices.openMic()) await this.passMic(true);
    else await this.session.ask({ op: 'mic', on: false });
  }

  private async resumeCamera(): Promise<void> {
    if (this.sendsCamera || !this.session.state.me?.camera) return;
    if (await this.session.devices.openCamera()) await this.passCamera(true);
    else await this.session.ask({ op: 'camera', on: false });
  }

  private async passMic(on: boolean): Promise<void> {
    this.sendsMic = on;
    await this.session.media.sendMicrophone(on);
  }

  private async passCamera(on: boolean): Promise<void> {
    this.sendsCamera = on;
    await this.session.media.sendPicture(on);
    if (!on) this.session.devices.closeCamera();
  }
}
