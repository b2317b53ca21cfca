import type { App } from '../app.js';
import { keepChoices } from '../core/choices.js';
import { language, say, sayNote, sayRefusal, grouped } from '../texts/text.js';
import { h, type Kid, once, type VNode } from './dom.js';
import { button, devicePicker, icon, meter, streamOf, video } from './widgets.js';

const refusalsForSignIn = new Set(['join.internal_only', 'join.invited_only', 'join.sign_in_needed']);

/** The door: who, where to, and whether camera and microphone work. */
export function joinView(app: App): Kid {
  return h('main', { key: 'join', class: 'door' },
    h('div', { class: 'door-card' }, previewView(app), formView(app)));
}

function previewView(app: App): VNode {
  const { devices } = app.session;
  const { choices } = app;
  const stream = choices.camera ? streamOf(devices.camera) : null;
  const trouble = choices.camera ? devices.trouble.camera : null;
  return h('section', { class: 'preview', 'aria-label': say('preview') },
    h('div', { class: 'preview-picture' },
      stream ? video(stream, say('preview'), { class: choices.mirror ? 'mirror' : '' })
        : h('div', { class: 'preview-empty' }, icon('camera-off'), h('p', null, choices.camera && !trouble ? say('cameraStarting') : say('cameraOffPreview'))),
      h('div', { class: 'preview-buttons' },
        h('button', {
          type: 'button', class: `round${choices.mic ? '' : ' off'}`, 'aria-pressed': String(choices.mic), 'aria-label': choices.mic ? say('turnMicOff') : say('turnMicOn'),
          title: choices.mic ? say('turnMicOff') : say('turnMicOn'), onclick: () => app.preview('mic', !choices.mic),
        }, icon(choices.mic ? 'mic' : 'mic-off')),
        h('button', {
          type: 'button', class: `round${choices.camera ? '' : ' off'}`, 'aria-pressed': String(choices.camera), 'aria-label': choices.camera ? say('turnCameraOff') : say('turnCameraOn'),
          title: choices.camera ? say('turnCameraOff') : say('turnCameraOn'), onclick: () => app.preview('camera', !choices.camera),
        }, icon(choices.camera ? 'camera' : 'camera-off')))),
    (devices.trouble.mic && choices.mic || trouble) && h('div', { class: 'note warn', role: 'status' }, icon('warning'),
      h('div', null,
        devices.trouble.mic && choices.mic && h('p', null, sayNote(`trouble.mic_${devices.trouble.mic}`)),
        trouble && h('p', null, sayNote(`trouble.camera_${trouble}`)),
        h('p', { class: 'quiet' }, say('listenOnly')))),
    h('div', { class: 'pickers' },
      h('div', { class: 'picker-mic' }, devicePicker(devices, 'mic', () => undefined), meter(devices)),
      devicePicker(devices, 'camera', () => undefined),
      h('div', { class: 'picker-speaker' }, devicePicker(devices, 'speaker', () => undefined), button(say('testSpeaker'), () => app.testSpeaker(), 'text')),
      h('label', { class: 'check' },
        h('input', { type: 'checkbox', checked: choices.mirror, onchange: (e: Event) => { choices.mirror = (e.target as HTMLInputElement).checked; keepChoices(choices); app.draw(); } }),
        h('span', null, say('mirrorPicture')))));
}

/** The mark of the product, as everywhere else. */
const logo = (): VNode => h('svg', { class: 'app-logo', width: '26', height: '26', viewBox: '0 0 26 26', 'aria-hidden': 'true' },
  h('rect', { class: 'app-logo-ground', width: '26', height: '26', rx: '7' }),
  h('path', { class: 'app-logo-roof', d: 'M6.5 12 13 6.5l6.5 5.5v6.2a1.3 1.3 0 0 1-1.3 1.3H7.8a1.3 1.3 0 0 1-1.3-1.3z' }),
  h('circle', { class: 'app-logo-dot', cx: '13', cy: '14.2', r: '2.1' }));

function formView(app: App): VNode {
  const { door, page } = app;
  const fixed = page.code !== '';
  return h('form', { class: 'join-form', onsubmit: (e: Event) => { e.preventDefault(); void app.join(); }, novalidate: true },
    h('div', { class: 'brand' }, logo(), h('span', null, page.brand)),
    h('h1', null, say('joinTitle')),
    fixed
      ? h('p', { class: 'code-line' }, h('span', null, say('meetingCode')), h('strong', null, grouped(page.code)))
      : h('label', { class: 'field' }, h('span', null, say('meetingCode')),
        h('input', {
          type: 'text', inputmode: 'numeric', autocomplete: 'off', class: 'big', placeholder: say('codeHint'), maxlength: '15', value: door.code, 'aria-invalid': door.codeBad ? 'true' : null,
          'aria-describedby': door.codeBad ? 'code-error' : null,
          oninput: (e: Event) => app.typeCode(e.target as HTMLInputElement), use: once('focus', (el: HTMLInputElement) => el.focus()),
        }),
        door.codeBad && h('span', { id: 'code-error', class: 'field-error', role: 'alert' }, say('codeBad'))),
    page.signedIn
      ? h('p', { class: 'who' }, icon('person'), h('span', null, say('signedInAs', page.name)))
      : h('label', { class: 'field' }, h('span', null, say('yourName')),
        h('input', {
          type: 'text', autocomplete: 'name', maxlength: '20', value: door.name, placeholder: say('nameHint'), 'aria-invalid': door.nameBad ? 'true' : null, 'aria-describedby': door.nameBad ? 'name-error' : null,
          oninput: (e: Event) => { door.name = (e.target as HTMLInputElement).value; door.nameBad = false; app.draw(); },
          use: once('focus', (el: HTMLInputElement) => { if (fixed && door.name === '') el.focus(); }),
        }),
        door.nameBad && h('span', { id: 'name-error', class: 'field-error', role: 'alert' }, say('nameNeeded'))),
    door.askPassword && h('label', { class: 'field' }, h('span', null, say('password')),
      h('input', { type: 'password', autocomplete: 'off', maxlength: '64', value: door.password, placeholder: say('passwordHint'), oninput: (e: Event) => { door.password = (e.target as HTMLInputElement).value; }, use: once('focus', (el: HTMLInputElement) => el.focus()) })),
    door.refusal && h('div', { class: 'note bad', role: 'alert' }, icon('error'), h('p', null, sayRefusal(door.refusal.code, door.refusal.args))),
    h('button', { type: 'submit', class: 'button primary wide', disabled: door.busy }, door.busy ? say('joining') : say('join')),
    !page.signedIn && h('p', { class: 'aside' }, h('span', null, say('guestNote')), h('a', { href: app.signInLink(), class: door.refusal && refusalsForSignIn.has(door.refusal.code) ? 'strong' : '' }, say('signIn'))),
    h('p', { class: 'languages' }, h('a', { href: app.languageLink(), lang: language === 'zh-CN' ? 'en' : 'zh-CN' }, language === 'zh-CN' ? 'English' : '简体中文')));
}
