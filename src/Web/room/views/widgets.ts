import type { DeviceKind, Devices } from '../media/devices.js';
import type { TextKey } from '../texts/zh.js';
import { say } from '../texts/text.js';
import { h, type Kid, once, type Props, type VNode } from './dom.js';

/** An icon of the page's sprite; decorative, the control carries the words. */
export const icon = (name: string): VNode => h('svg', { class: 'icon', 'aria-hidden': 'true', viewBox: '0 0 24 24' }, h('use', { href: `#i-${name}` }));

export function iconButton(name: string, label: string, onclick: (event: MouseEvent) => void, more: Props = {}): VNode {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...more }, icon(name));
}

export function button(label: string, onclick: (event: MouseEvent) => void, look: 'primary' | 'plain' | 'danger' | 'text' = 'plain', more: Props = {}): VNode {
  return h('button', { type: 'button', class: `button ${look}`, onclick, ...more }, label);
}

export function switchRow(label: string, on: boolean, change: (on: boolean) => void, help = '', disabled = false): VNode {
  return h('label', { class: 'switch-row' },
    h('span', { class: 'switch-words' }, h('span', null, label), help !== '' && h('small', null, help)),
    h('input', { type: 'checkbox', role: 'switch', class: 'switch', checked: on, disabled, onchange: (e: Event) => change((e.target as HTMLInputElement).checked) }));
}

export function choice<T extends string | number>(label: string, value: T, options: readonly (readonly [T, string])[], change: (value: T) => void, more: Props = {}): VNode {
  return h('label', { class: 'choice' }, h('span', null, label),
    h('select', {
      ...more, value: String(value),
      onchange: (e: Event) => {
        const chosen = options.find(([v]) => String(v) === (e.target as HTMLSelectElement).value);
        if (chosen) change(chosen[0]);
      },
    }, options.map(([v, words]) => h('option', { key: String(v), value: String(v) }, words))));
}

const kinds: Record<DeviceKind, TextKey> = { mic: 'microphone', camera: 'camera', speaker: 'speaker' };

/** The list of microphones, cameras or speakers; null where the browser cannot choose. */
export function devicePicker(devices: Devices, kind: DeviceKind, changed: (id: string) => void): Kid {
  if (kind === 'speaker' && (!devices.speakerChoice || devices.lists.speaker.length === 0)) return null;
  const list = devices.lists[kind].filter(d => d.id !== 'default');
  const chosen = { mic: devices.choices.micId, camera: devices.choices.cameraId, speaker: devices.choices.speakerId }[kind];
  const options: (readonly [string, string])[] = [
    ['', list.length > 0 || kind === 'speaker' ? say('defaultDevice') : say('noDevice')],
    ...list.map((d, i) => [d.id, d.label || say('deviceN', i + 1)] as const),
  ];
  return choice(say(kinds[kind]), options.some(([id]) => id === chosen) ? chosen : '', options, id => {
    void devices.select(kind, id);
    changed(id);
  }, { disabled: list.length === 0 });
}

const hues = [211, 168, 262, 24, 340, 190, 95, 285];

/** Initials on a colour that stays the same for a name. */
export function avatar(name: string, away = false): VNode {
  const clean = name.trim();
  const chinese = /[\u3400-\u9fff]/.test(clean);
  const words = clean.split(/\s+/);
  const letters = chinese ? [...clean].slice(-2).join('') : words.slice(0, 2).map(w => [...w][0] ?? '').join('').toUpperCase();
  const hue = hues[[...clean].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973, 7) % hues.length] ?? 211;
  return h('span', { class: `avatar${away ? ' away' : ''}`, 'aria-hidden': 'true', style: { '--hue': String(hue) } }, h('b', null, letters || '?'));
}

export function gradeBars(grade: number): VNode {
  const known = Math.min(4, Math.max(0, grade));
  const words = say(`grade${known}` as TextKey);
  return h('span', { class: `grade grade-${known}`, role: 'img', 'aria-label': words, title: words }, h('i', null), h('i', null), h('i', null), h('i', null));
}

const meters = new Set<HTMLElement>();
let measuring: ReturnType<typeof setInterval> | undefined;

/** Keeps --level of an element at the loudness of the microphone while it is on the page. */
export function levelOf(devices: Devices): (el: HTMLElement) => void {
  return once('level', el => {
    meters.add(el);
    measuring ??= setInterval(() => {
      for (const meter of meters) {
        if (!meter.isConnected) meters.delete(meter);
        else meter.style.setProperty('--level', devices.level().toFixed(2));
      }
    }, 80);
  });
}

export const meter = (devices: Devices): VNode =>
  h('span', { class: 'meter', role: 'img', 'aria-label': say('inputLevel'), use: levelOf(devices) }, h('span', null));

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** One stream per local track, so that a picture is not restarted by each drawing. */
export function streamOf(track: MediaStreamTrack | null): MediaStream | null {
  if (!track) return null;
  let stream = streams.get(track);
  if (!stream) streams.set(track, (stream = new MediaStream([track])));
  return stream;
}

export function video(stream: MediaStream, label: string, more: Props = {}): VNode {
  return h('video', {
    playsinline: true, autoplay: true, muted: true, 'aria-label': label, ...more,
    use: (el: HTMLVideoElement) => {
      if (el.srcObject !== stream) el.srcObject = stream;
      if (el.paused) void el.play().catch(() => undefined);
    },
  });
}
