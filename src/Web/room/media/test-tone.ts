/** Two soft notes through the chosen speaker. */
export async function playTestTone(speaker: string): Promise<void> {
  const audio = new AudioContext();
  const out = audio.createMediaStreamDestination();
  const player: HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> } = new Audio();
  player.srcObject = out.stream;
  await player.setSinkId?.(speaker).catch(() => undefined);
  [523.25, 659.25].forEach((pitch, i) => {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + 0.1 + i * 0.35;
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.25, at + 0.04);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    note.connect(volume).connect(out);
    note.start(at);
    note.stop(at + 0.55);
  });
  await player.play().catch(() => undefined);
  setTimeout(() => void audio.close(), 1_600);
}
