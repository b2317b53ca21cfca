import { App } from './app.js';
import { readPage } from './page.js';
import { useLanguage } from './texts/text.js';

const linkState = (pc: RTCPeerConnection | null): string => (pc ? `${pc.connectionState}, ${pc.iceConnectionState}, ${pc.signalingState}` : 'none');

const root = document.getElementById('huitang-room');
if (root) {
  useLanguage(document.documentElement.lang);
  const app = new App(root, readPage(root));
  app.start();
  const { session } = app;

  /** For tests and support: what this page believes, and its peer connections. Reading only. */
  Object.defineProperty(globalThis, 'huitang', {
    value: Object.freeze({
      state: () => JSON.parse(JSON.stringify({
        phase: session.phase, line: session.line, gone: session.gone, you: session.state.you, mic: session.own.mic, camera: session.own.camera, sharing: session.own.sharing, asked: session.asked,
        meeting: session.state.meeting, people: [...session.state.people.values()], waiting: session.state.waiting, talking: [...session.state.talking], chat: session.chat.lines, unread: session.chat.unread,
        quality: session.quality, mediaUp: session.media.up, soundBlocked: session.media.sound.blocked, arriving: session.media.sub.arriving.map(a => ({ participant: a.participant, kind: a.kind })),
        links: Object.fromEntries((['main', 'screen', 'sub'] as const).map(leg => [leg, linkState(session.media[leg].pc)])), failures: session.media.sub.failures,
      })) as unknown,
      pcs: () => ({ main: session.media.main.pc, screen: session.media.screen.pc, sub: session.media.sub.pc }),
    }),
  });
}
