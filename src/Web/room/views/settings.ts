import type { QualitySample } from '../../protocol/protocol.js';
import type { App } from '../app.js';
import { keepChoices } from '../core/choices.js';
import { clock, say, grouped } from '../texts/text.js';
import { h, type Kid, type VNode } from './dom.js';
import { button, choice, devicePicker, gradeBars, iconButton, meter, switchRow } from './widgets.js';

/** Devices, appearance, quality of the call, keys. */
export function settingsPanel(app: App): Kid {
  const { session, choices } = app;
  const { devices } = session;
  const keep = (): void => {
    keepChoices(choices);
    app.draw();
  };
  return h('div', { class: 'panel-scroll padded', tabindex: '0', 'aria-label': say('settings') },
    h('h3', null, say('devices')),
    devicePicker(devices, 'mic', () => undefined), meter(devices),
    devicePicker(devices, 'camera', () => undefined),
    devicePicker(devices, 'speaker', id => session.media.sound.useSpeaker(id)),
    devices.speakerChoice && button(say('testSpeaker'), () => app.testSpeaker(), 'text'),
    switchRow(say('mirrorPicture'), choices.mirror, on => { choices.mirror = on; keep(); }),
    h('h3', null, say('appearance')),
    choice(say('theme'), choices.theme, [['site', say('themeSite')], ['dark', say('themeDark')], ['light', say('themeLight')]], theme => { choices.theme = theme; app.applyTheme(); keep(); }),
    h('h3', null, say('quality'), gradeBars(session.grade)),
    qualityTable(session.quality),
    h('small', { class: 'quiet' }, say('qualityHint')),
    h('h3', null, say('keys')),
    h('dl', { class: 'keys' }, ([
      ['M', 'keyMic'], ['V', 'keyCamera'], ['H', 'keyHand'], ['C', 'keyChat'], ['P', 'keyPeople'], [say('space'), 'keyPtt'], ['Esc', 'keyEsc'],
    ] as const).map(([key, words]) => h('div', { key: words }, h('dt', null, h('kbd', null, key)), h('dd', null, say(words))))));
}

function qualityTable(q: QualitySample | null): VNode {
  const cell = (value: number | null | undefined, unit: string): string => (value == null ? say('noData') : `${value} ${unit}`.trim());
  const rows: [string, string, string][] = [
    [say('rate'), cell(q?.upKbps, 'kbps'), cell(q?.downKbps, 'kbps')],
    [say('loss'), cell(q?.upLoss, '%'), cell(q?.downLoss, '%')],
    [say('resolution'), cell(q?.videoUpHeight, 'p'), cell(q?.videoDownHeight, 'p')],
    [say('frameRate'), cell(q?.videoUpFps, 'fps'), cell(q?.videoDownFps, 'fps')],
    [say('delay'), cell(q?.rtt, 'ms'), cell(q?.jitter, 'ms')],
  ];
  return h('table', { class: 'quality' },
    h('thead', null, h('tr', null, h('td', null), h('th', { scope: 'col' }, say('sending')), h('th', { scope: 'col' }, say('receiving')))),
    h('tbody', null, rows.map(([name, up, down]) => h('tr', { key: name }, h('th', { scope: 'row' }, name), h('td', null, up), h('td', null, down)))));
}

/** What the meeting is and how to invite others. */
export function infoPanel(app: App): Kid {
  const { state } = app.session;
  const { meeting } = state;
  if (!meeting) return null;
  const link = app.inviteLink();
  return h('div', { class: 'panel-scroll padded', tabindex: '0', 'aria-label': say('meetingInfo') },
    h('dl', { class: 'facts' },
      fact(say('subject'), app.title()),
      fact(say('creator'), meeting.creator),
      h('div', { key: 'code' }, h('dt', null, say('meetingCode')),
        meeting.code === '' ? h('dd', { class: 'quiet' }, say('hiddenByHost'))
          : h('dd', null, h('strong', null, grouped(meeting.code)), iconButton('copy', say('copyCode'), () => void app.copy(meeting.code)))),
      link !== '' && h('div', { key: 'link' }, h('dt', null, say('inviteLink')), h('dd', null, h('span', { class: 'link' }, link), iconButton('copy', say('copyLink'), () => void app.copy(link)))),
      fact(say('duration'), clock(state.now() - meeting.startedAt))),
    app.invitation() !== '' && button(say('copyInvite'), () => void app.copy(app.invitation()), 'primary', { class: 'button primary wide' }));
}

const fact = (name: string, value: string): VNode => h('div', { key: name }, h('dt', null, name), h('dd', null, value));
