import type { PersonView } from '../../protocol/protocol.js';
import type { App } from '../app.js';
import type { MenuItem } from '../model/ui.js';
import { say } from '../texts/text.js';

/** What can be done with somebody, by what the server may be expected to allow; nothing once they are gone. */
export function personMenu(app: App, id: string): MenuItem[] {
  const { session, ui } = app;
  const { state } = session;
  const person = state.people.get(id);
  if (!person) return [];
  const self = person.id === state.you;
  const act = session.act.bind(session);
  const items: (MenuItem | false | null | undefined)[] = [
    { label: ui.pinned === person.id ? say('unpin') : say('pin'), icon: 'pin', run: () => app.pin(person.id) },
    !self && app.mayWriteTo(person) && { label: say('privateChat'), icon: 'chat', run: () => app.writeTo(person.id) },
    (self ? state.iLead || state.meeting?.rules.allowRename : state.rules(person)) && { label: say('rename'), icon: 'edit', run: () => renameDialog(app, person) },
  ];
  if (state.rules(person)) {
    items.push(
      person.mic ? { label: say('muteOne'), icon: 'mic-off', apart: true, run: () => void act({ op: 'mute', target: person.id }) }
        : { label: say('askUnmute'), icon: 'mic', apart: true, run: () => void act({ op: 'askUnmute', target: person.id }) },
      person.camera ? { label: say('stopCamera'), icon: 'camera-off', run: () => void act({ op: 'stopCamera', target: person.id }) }
        : { label: say('askCamera'), icon: 'camera', run: () => void act({ op: 'askCamera', target: person.id }) },
      person.sharing && { label: say('stopTheirShare'), icon: 'share', run: () => void act({ op: 'stopShare', target: person.id }) },
      person.hand != null && { label: say('lowerHand'), icon: 'hand', run: () => void act({ op: 'lowerHands', target: person.id }) },
      state.iHost && !person.guest && { label: say('makeHost'), icon: 'role', apart: true, run: () => makeHostDialog(app, person) },
      state.iHost && !person.guest && (person.role === 'cohost'
        ? { label: say('makeMember'), icon: 'person', run: () => void act({ op: 'role', target: person.id, role: 'member' }) }
        : { label: say('makeCohost'), icon: 'person-add', run: () => void act({ op: 'role', target: person.id, role: 'cohost' }) }),
      { label: say('toWaitingRoom'), icon: 'room', apart: true, run: () => void act({ op: 'toWaitingRoom', target: person.id }) },
      { label: say('remove'), icon: 'sign-out', danger: true, run: () => removeDialog(app, person) });
  }
  if (self && state.isCreator && !state.iHost) items.push({ label: say('takeHost'), icon: 'role', apart: true, run: () => void act({ op: 'takeHost' }) });
  return items.filter((item): item is MenuItem => Boolean(item));
}

function renameDialog(app: App, person: PersonView): void {
  app.ui.ask({
    title: say('renameTitle'), text: '', ok: say('confirm'), fields: [{ name: 'name', kind: 'text', label: say('yourName'), value: person.name, max: 20 }],
    run: values => {
      const name = String(values['name']);
      if (name !== '' && name !== person.name) void app.session.act({ op: 'rename', target: person.id === app.session.state.you ? null : person.id, name });
    },
  });
}

function makeHostDialog(app: App, person: PersonView): void {
  app.ui.ask({ title: say('makeHost'), text: say('hostConfirm', person.name), ok: say('makeHost'), run: () => void app.session.act({ op: 'role', target: person.id, role: 'host' }) });
}

function removeDialog(app: App, person: PersonView): void {
  app.ui.ask({
    title: say('removeTitle'), text: say('removeText', person.name), ok: say('remove'), danger: true, fields: [{ name: 'mayReturn', kind: 'check', label: say('mayReturn'), value: false }],
    run: values => void app.session.act({ op: 'remove', targets: [person.id], mayReturn: values['mayReturn'] === true }),
  });
}
