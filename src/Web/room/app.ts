import type { ErrorView, PersonView } from '../protocol/protocol.js';
import { type Choices, keepChoices, readChoices, resumeToken } from './core/choices.js';
import { bindKeys } from './keyboard.js';
import { Session } from './model/session.js';
import { type Panel, UiState } from './model/ui.js';
import { describeClient } from './net/client-info.js';
import { Connection } from './net/connection.js';
import { askToJoin } from './net/join.js';
import type { Page } from './page.js';
import { playTestTone } from './media/test-tone.js';
import { language, say, sayNote, grouped } from './texts/text.js';
import { goneView, waitingView } from './views/doors.js';
import { render } from './views/dom.js';
import { joinView } from './views/join.js';
import { overlays } from './views/overlays.js';
import { roomView } from './views/room-view.js';

/** What is typed at the door. */
export interface Door {
  code: string;
  codeBad: boolean;
  name: string;
  nameBad: boolean;
  password: string;
  askPassword: boolean;
  refusal: ErrorView | null;
  busy: boolean;
}

/** The page: joins a session to what is seen, and nothing more. */
export class App {
  readonly choices: Choices = readChoices();
  readonly ui = new UiState();
  readonly session: Session;
  readonly door: Door;
  slim = false;

  private readonly siteTheme = document.documentElement.dataset['theme'] ?? 'system';
  private drawing = false;
  private readonly size = matchMedia('(max-width: 640px)');

  constructor(readonly root: HTMLElement, readonly page: Page) {
    this.session = this.newSession();
    this.door = { code: '', codeBad: false, name: this.choices.name, nameBad: false, password: '', askPassword: false, refusal: null, busy: false };
    this.ui.changed.on(() => this.draw());
    this.slim = this.size.matches;
    this.size.addEventListener('change', () => { this.slim = this.size.matches; this.draw(); });
    document.addEventListener('fullscreenchange', () => this.draw());
    bindKeys(this);
    setInterval(() => { if (this.session.phase === 'in') this.draw(); }, 1_000);
  }

  start(): void {
    this.applyTheme();
    const token = this.page.code === '' ? null : resumeToken.read(this.page.code);
    if (token) this.session.enter({ resume: token });
    else void this.openDoor();
    this.draw();
  }

  /** Draws soon; many changes make one drawing. */
  draw(): void {
    if (this.drawing) return;
    this.drawing = true;
    setTimeout(() => {
      this.drawing = false;
      this.drawNow();
    }, 16);
  }

  async join(): Promise<void> {
    const { door, page } = this;
    const code = page.code || door.code.replace(/\D/g, '');
    door.codeBad = !/^\d{9}$/.test(code);
    door.nameBad = !page.signedIn && door.name.trim() === '';
    door.refusal = null;
    if (door.busy || door.codeBad || door.nameBad) return this.draw();
    door.busy = true;
    this.draw();
    if (!page.signedIn) this.choices.name = door.name.trim();
    keepChoices(this.choices);
    const answer = await askToJoin({
      code, ...(page.key ? { key: page.key } : {}), ...(door.password ? { password: door.password } : {}), ...(page.signedIn ? {} : { name: door.name.trim() }),
    });
    door.busy = false;
    if ('refusal' in answer) {
      door.refusal = answer.refusal;
      if (answer.refusal.code === 'join.check_code_or_password') door.askPassword = true;
      if (answer.refusal.code === 'join.name_needed') door.nameBad = true;
      return this.draw();
    }
    if (page.code === '') {
      // From here on a reload must find the meeting again.
      page.code = code;
      this.session.code = code;
      history.replaceState(null, '', `/m/${code}`);
    }
    this.session.subject = answer.grant.subject;
    this.session.enter({ ticket: answer.grant.ticket });
  }

  rejoin(): void {
    location.reload();
  }

  typeCode(input: HTMLInputElement): void {
    const digits = input.value.replace(/\D/g, '').slice(0, 9);
    input.value = digits.replace(/(\d{3})(?=\d)/g, '$1-');
    this.door.code = input.value;
    this.door.codeBad = false;
    this.draw();
  }

  preview(kind: 'mic' | 'camera', on: boolean): void {
    const { devices } = this.session;
    this.choices[kind] = on;
    keepChoices(this.choices);
    if (kind === 'mic') void (on ? devices.openMic() : devices.closeMic());
    else void (on ? devices.openCamera() : devices.closeCamera());
    this.draw();
  }

  pin(id: string): void {
    this.ui.pinned = this.ui.pinned === id ? null : id;
    this.draw();
  }

  openPanel(panel: Panel): void {
    this.ui.toggle(panel);
    this.session.chat.show(this.ui.panel === 'chat');
    this.draw();
  }

  writeTo(id: string): void {
    this.ui.chatTo = id;
    if (this.ui.panel !== 'chat') this.openPanel('chat');
    this.draw();
  }

  /** To whom one may write, by the rule in force; [null, …] is everyone. */
  chatTargets(): [string | null, string][] {
    const { state } = this.session;
    const everyone: [string | null, string] = [null, say('everyone')];
    const others = [...state.people.values()].filter(p => this.mayWriteTo(p)).map((p): [string, string] => [p.id, p.name]);
    const rule = state.meeting?.rules.chat ?? 0;
    return state.iLead || rule <= 1 ? [everyone, ...others] : others;
  }

  mayWriteTo(person: PersonView): boolean {
    const { state } = this.session;
    if (person.id === state.you) return false;
    const rule = state.meeting?.rules.chat ?? 0;
    return state.iLead || rule === 0 || (rule === 2 && person.role !== 'member');
  }

  inviteLink(): string {
    const link = this.session.state.meeting?.link ?? '';
    return link === '' ? '' : new URL(link, location.origin).href;
  }

  invitation(): string {
    const { state } = this.session;
    const { meeting } = state;
    if (!meeting || meeting.code === '') return '';
    return say('inviteText', state.me?.name ?? '', this.title(), grouped(meeting.code), this.inviteLink());
  }

  /** The subject; a meeting begun in a hurry has none. */
  title(): string {
    const { subject, state } = this.session;
    if (subject !== '') return subject;
    return state.meeting ? say('quickMeetingOf', state.meeting.creator) : say('quickMeeting');
  }

  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.ui.toast(say('copied'));
    } catch {
      this.ui.toast(say('copyFailed'), 'error');
    }
  }

  testSpeaker(): void {
    void playTestTone(this.choices.speakerId);
  }

  signInLink(): string {
    return `${this.page.signIn}?returnUrl=${encodeURIComponent(location.pathname + location.search)}`;
  }

  languageLink(): string {
    const back = encodeURIComponent(location.pathname + location.search);
    return `${this.page.languagePath}?c=${language === 'zh-CN' ? 'en-US' : 'zh-CN'}&returnUrl=${back}`;
  }

  fullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen().catch(() => undefined);
  }

  /** A look chosen here is for this page alone; the site's own choice is untouched. */
  applyTheme(): void {
    document.documentElement.dataset['theme'] = this.choices.theme === 'site' ? this.siteTheme : this.choices.theme;
  }

  measure(el: HTMLElement): void {
    new ResizeObserver(() => {
      const width = Math.floor(el.clientWidth);
      const height = Math.floor(el.clientHeight);
      if (width === this.ui.stage.width && height === this.ui.stage.height) return;
      this.ui.stage = { width, height };
      this.draw();
    }).observe(el);
  }

  private newSession(): Session {
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`;
    const session = new Session(this.page.code, this.choices, new Connection(url, describeClient(language)));
    session.changed.on(() => this.follow());
    session.notes.on(note => this.ui.toast(sayNote(note.code, note.args), note.kind));
    return session;
  }

  private follow(): void {
    const { session, ui } = this;
    if (session.phase === 'gone') {
      ui.panel = ui.menu = ui.dialog = null;
    } else if (session.phase === 'join') {
      if (session.refusal) this.door.refusal = session.refusal;
      if (!this.doorOpen) void this.openDoor();
    }
    if (session.phase === 'in' && ui.panel === 'tools' && !session.state.iLead) ui.panel = null;
    if (ui.pinned && !session.state.people.has(ui.pinned)) ui.pinned = null;
    this.draw();
  }

  private doorOpen = false;

  /** Asks for devices only when the door is really shown, not on the way back in. */
  private async openDoor(): Promise<void> {
    this.doorOpen = true;
    const { devices } = this.session;
    await devices.refresh();
    // One after the other, so that the browser's questions do not cover each other.
    if (this.choices.camera) await devices.openCamera();
    if (this.choices.mic && this.session.phase === 'join') await devices.openMic();
  }

  private drawNow(): void {
    const { session } = this;
    document.title = `${session.phase === 'join' ? say('joinTitle') : this.title()} · ${this.page.brand}`;
    const body = { join: joinView, entering: waitingView, waiting: waitingView, in: roomView, gone: goneView }[session.phase](this);
    render(this.root, body, overlays(this.ui));
  }
}
