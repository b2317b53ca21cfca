import type { App } from '../app.js';
import { arrange, type Layout, type Tile } from '../model/layout.js';
import { say } from '../texts/text.js';
import { h, type Kid, once, type VNode } from './dom.js';
import { personMenu } from './person-menu.js';
import { avatar, button, gradeBars, icon, iconButton, levelOf, streamOf, video } from './widgets.js';

/** Where everybody is seen. */
export function stageView(app: App): VNode {
  const { session, ui, choices } = app;
  const { state } = session;
  const layout = arrange({
    people: [...state.people.values()], you: state.you, mode: ui.mode, pinned: ui.pinned, speaker: state.speaker, page: ui.page,
    perPage: app.slim ? 9 : choices.perPage, hideNonVideo: choices.hideNonVideo, width: ui.stage.width, height: ui.stage.height,
  });
  ui.page = layout.page;
  const tiles = layout.main ? [layout.main, ...layout.tiles] : layout.tiles;
  session.media.show(tiles.map(t => ({ participant: t.person.id, kind: t.kind, height: t.height })));
  return h('div', { class: `stage ${layout.shape}${layout.beside ? ' beside' : ''}`, use: once('size', (el: HTMLElement) => app.measure(el)) },
    ui.stage.width > 0 && (layout.main ? split(app, layout, layout.main) : grid(app, layout)),
    state.people.size === 1 && !layout.main && aloneView(app),
    watermark(app),
    floating(app));
}

function grid(app: App, layout: Layout): Kid {
  return [
    h('div', { key: 'grid', class: 'grid', style: { 'max-width': `${layout.columns * ((layout.tiles[0]?.width ?? 0) + 8)}px` } }, layout.tiles.map(t => tileView(app, t, false))),
    pager(app, layout),
  ];
}

function split(app: App, layout: Layout, main: Tile): Kid {
  return h('div', { key: 'split', class: 'split' },
    h('div', { class: 'main-picture' }, tileView(app, main, true)),
    layout.tiles.length > 0 && h('div', { class: 'strip' }, h('div', { class: 'strip-tiles' }, layout.tiles.map(t => tileView(app, t, false))), pager(app, layout)));
}

function pager(app: App, layout: Layout): Kid {
  if (layout.pages < 2) return null;
  const go = (by: number) => () => {
    app.ui.page = layout.page + by;
    app.draw();
  };
  return h('div', { key: 'pager', class: 'pager' },
    iconButton('chevron-left', say('previousPage'), go(-1), { disabled: layout.page === 0 }),
    h('span', null, say('pageOf', layout.page + 1, layout.pages)),
    iconButton('chevron-right', say('nextPage'), go(1), { disabled: layout.page >= layout.pages - 1 }));
}

function tileView(app: App, tile: Tile, large: boolean): VNode {
  return tile.kind === 'screen' ? screenTile(app, tile) : personTile(app, tile, large);
}

function personTile(app: App, tile: Tile, large: boolean): VNode {
  const { session, ui } = app;
  const { person } = tile;
  const self = person.id === session.state.you;
  const stream = self
    ? (session.own.camera ? streamOf(session.devices.camera) : null)
    : person.camera ? session.media.sub.of(person.id, 'camera') : null;
  const mic = self ? session.own.mic : person.mic;
  const talks = mic && session.state.talking.has(person.id);
  const name = self ? say('myself', person.name) : person.name;
  const pinned = ui.pinned === person.id;
  const menu = (e: Event): void => ui.openMenu(e.currentTarget as HTMLElement, say('moreFor', person.name), () => personMenu(app, person.id));
  return h('div', {
    key: `camera:${person.id}`, class: `tile${talks ? ' talks' : ''}${large ? ' large' : ''}${tile.height < 150 ? ' small' : ''}`, role: 'group', 'aria-label': say('tileOf', person.name),
    style: { width: `${tile.width}px`, height: `${tile.height}px` }, ondblclick: () => app.pin(person.id),
  },
    avatar(person.name, person.away),
    stream && video(stream, say('tileOf', person.name), { key: 'video', class: self && app.choices.mirror ? 'mirror' : '' }),
    person.away && h('div', { key: 'away', class: 'tile-away' }, say('away')),
    h('div', { key: 'corner', class: 'tile-corner' },
      person.hand != null && h('span', { class: 'tile-hand', role: 'img', 'aria-label': say('handRaised') }, icon('hand')),
      pinned && h('span', { class: 'tile-pin', role: 'img', 'aria-label': say('pin') }, icon('pin'))),
    h('div', { key: 'name', class: 'tile-name' },
      mic ? h('span', { class: 'tile-mic', use: self ? levelOf(session.devices) : undefined }, icon('mic')) : h('span', { class: 'tile-mic off', role: 'img', 'aria-label': say('micOff') }, icon('mic-off')),
      h('span', { class: 'tile-words' }, name),
      person.role !== 'member' && h('span', { class: `badge ${person.role}` }, say(person.role === 'host' ? 'host' : 'cohost')),
      gradeBars(self ? session.grade : person.grade)),
    h('div', { key: 'tools', class: 'tile-tools' },
      iconButton('pin', pinned ? say('unpin') : say('pin'), () => app.pin(person.id), { 'aria-pressed': String(pinned) }),
      iconButton('more', say('moreFor', person.name), menu, { 'aria-haspopup': 'menu' })));
}

function screenTile(app: App, tile: Tile): VNode {
  const { session } = app;
  const { person } = tile;
  const own = person.id === session.state.you;
  const stream = own ? null : session.media.sub.of(person.id, 'screen');
  return h('div', { key: `screen:${person.id}`, class: 'tile screen large', role: 'group', 'aria-label': say('screenOf', person.name), style: { width: `${tile.width}px`, height: `${tile.height}px` } },
    own
      ? h('div', { class: 'own-screen' }, icon('share'), h('p', null, say('youShare')), button(say('stopShare'), () => void session.own.toggleShare(), 'danger'))
      : stream ? video(stream, say('screenOf', person.name)) : h('div', { class: 'own-screen' }, icon('share'), h('p', null, say('isSharing', person.name))),
    !own && h('div', { class: 'tile-name' }, icon('share'), h('span', { class: 'tile-words' }, say('isSharing', person.name))));
}

function aloneView(app: App): VNode {
  return h('div', { key: 'alone', class: 'alone' }, h('strong', null, say('alone')), h('p', null, say('aloneHint')),
    app.invitation() !== '' && button(say('copyInvite'), () => void app.copy(app.invitation()), 'primary'));
}

/** The viewer's own name over all pictures, so that a photograph of the page tells who took it. */
function watermark(app: App): Kid {
  const { state } = app.session;
  const style = state.meeting?.rules.watermark ?? 0;
  const name = state.me?.name ?? '';
  if (style === 0 || name === '') return null;
  const text = [name, app.page.code.slice(-4)].filter(t => t !== '').join(' ');
  const { width, height } = app.ui.stage;
  return h('canvas', { key: 'watermark', class: 'watermark', 'aria-hidden': 'true', use: (el: HTMLCanvasElement) => drawWatermark(el, text, width, height, style === 1) });
}

/** Slanted rows of the name, dark with a light edge so that they show on any picture; drawn anew only when something changed. */
function drawWatermark(el: HTMLCanvasElement, text: string, width: number, height: number, single: boolean): void {
  const wanted = `${text} ${width} ${height} ${single}`;
  if (el.dataset['drawn'] === wanted) return;
  el.dataset['drawn'] = wanted;
  el.width = width * devicePixelRatio;
  el.height = height * devicePixelRatio;
  const pen = el.getContext('2d');
  if (!pen) return;
  pen.scale(devicePixelRatio, devicePixelRatio);
  pen.translate(width / 2, height / 2);
  pen.rotate(-0.24);
  pen.font = '500 16px sans-serif';
  pen.textAlign = 'center';
  const step = Math.max(220, pen.measureText(text).width + 90);
  const reach = Math.ceil(Math.hypot(width, height) / 2);
  const rows = single ? 0 : Math.ceil(reach / 110);
  for (let row = -rows; row <= rows; row++) {
    for (let x = -Math.ceil(reach / step) * step + (row % 2 === 0 ? 0 : step / 2); x <= reach; x += step) {
      pen.fillStyle = 'rgb(255 255 255 / .22)';
      pen.fillText(text, x + 0.8, row * 110 + 0.8);
      pen.fillStyle = 'rgb(90 98 110 / .3)';
      pen.fillText(text, x, row * 110);
    }
  }
}

function floating(app: App): Kid {
  const { state } = app.session;
  return h('div', { key: 'reactions', class: 'reactions', 'aria-hidden': 'true' },
    app.session.reactions.map(r => h('span', { key: String(r.id), class: 'reaction', style: { '--x': `${(r.id * 37) % 160}px` } }, h('b', null, r.emoji), h('small', null, state.people.get(r.from)?.name ?? ''))));
}
