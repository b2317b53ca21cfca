import type { RuleChange } from '../../protocol/protocol.js';
import type { App } from '../app.js';
import { say } from '../texts/text.js';
import { h, type Kid } from './dom.js';
import { button, choice, switchRow } from './widgets.js';

/** The rules of the meeting, for hosts. */
export function hostToolsPanel(app: App): Kid {
  const { session } = app;
  const { meeting } = session.state;
  if (!meeting) return null;
  const { rules } = meeting;
  const set = (change: RuleChange): void => void session.act({ op: 'rules', change }).then(() => app.draw());
  return h('div', { class: 'panel-scroll padded', tabindex: '0', 'aria-label': say('hostTools') },
    h('h3', null, say('security')),
    switchRow(say('lockMeeting'), meeting.locked, on => void session.act({ op: 'lock', on }).then(() => app.draw()), say('lockHelp')),
    switchRow(say('waitingRoom'), rules.waitingRoom, waitingRoom => set({ waitingRoom }), say('waitingRoomHelp')),
    switchRow(say('joinBeforeHost'), rules.joinBeforeHost, joinBeforeHost => set({ joinBeforeHost })),
    switchRow(say('hideCode'), rules.hideCode, hideCode => set({ hideCode }), say('hideCodeHelp')),
    choice(say('joinLimit'), rules.joinLimit, [[1, say('joinAll')], [2, say('joinInvited')], [3, say('joinInternal')]], joinLimit => set({ joinLimit })),
    choice(say('watermark'), rules.watermark, [[0, say('watermarkOff')], [1, say('watermarkSingle')], [2, say('watermarkMulti')]], watermark => set({ watermark })),
    h('h3', null, say('microphones')),
    choice(say('muteOnEntry'), rules.muteOnEntry, [[0, say('muteOff')], [1, say('muteOn')], [2, say('muteOverSix')]], muteOnEntry => set({ muteOnEntry })),
    h('h3', null, say('permissions')),
    switchRow(say('mayUnmute'), rules.selfUnmute, selfUnmute => set({ selfUnmute })),
    switchRow(say('mayShare'), rules.shareByAll, shareByAll => set({ shareByAll })),
    switchRow(say('mayCamera'), rules.cameraByAll, cameraByAll => set({ cameraByAll })),
    switchRow(say('mayRename'), rules.allowRename, allowRename => set({ allowRename })),
    switchRow(say('mayRaise'), rules.raiseHand, raiseHand => set({ raiseHand })),
    choice(say('chatRule'), rules.chat, [[0, say('chatFree')], [1, say('chatPublic')], [2, say('chatHost')], [3, say('chatOff')]], chat => set({ chat })),
    h('div', { class: 'suspend' }, h('p', null, say('suspendHelp')),
      button(say('suspend'), () => app.ui.ask({ title: say('suspend'), text: say('suspendConfirm'), ok: say('suspend'), danger: true, run: () => void session.act({ op: 'suspend' }) }), 'danger')));
}
