import type { PersonView, Wish } from '../../protocol/protocol.js';

/** A picture that is on the page now. */
export interface Visible {
  participant: string;
  kind: 'camera' | 'screen';
  height: number;
}

/** The simulcast layer worth receiving for a tile of this height in CSS pixels. */
export function layerFor(height: number): number {
  return height <= 200 ? 0 : height <= 420 ? 1 : 2;
}

/** What to receive: everybody's sound, the sharer's screen while it is shown, and only those cameras that are on the page. */
export function wishesFor(people: Iterable<PersonView>, you: string, visible: readonly Visible[]): Wish[] {
  const wishes: Wish[] = [];
  for (const person of people) {
    if (person.id === you) continue;
    const tiles = visible.filter(v => v.participant === person.id);
    const camera = tiles.filter(v => v.kind === 'camera').map(v => v.height);
    if (person.hasAudio) wishes.push({ participant: person.id, kind: 'audio', layer: 0 });
    if (person.camera && camera.length > 0) wishes.push({ participant: person.id, kind: 'camera', layer: layerFor(Math.max(...camera)) });
    if (person.sharing && person.sharingAudio) wishes.push({ participant: person.id, kind: 'screenAudio', layer: 0 });
    if (person.sharing && tiles.some(v => v.kind === 'screen')) wishes.push({ participant: person.id, kind: 'screen', layer: 0 });
  }
  return wishes;
}
