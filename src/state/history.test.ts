import { describe, expect, it } from 'vitest';
import { MAX_STEPS, edit, newHistory, redo, undo } from './history';

describe('history', () => {
  it('goes back and forth through edits', () => {
    let history = edit(edit(newHistory(0), 1, '', 0), 2, '', 1);
    history = undo(history);
    expect(history.present).toBe(1);
    history = undo(history);
    expect(history.present).toBe(0);
    expect(redo(redo(history)).present).toBe(2);
  });

  it('makes one step of a drag, and a new step after a pause or of another control', () => {
    let history = edit(newHistory(0), 1, 'gain', 0);
    history = edit(history, 2, 'gain', 500);
    history = edit(history, 3, 'gain', 1000);
    expect(undo(history).present).toBe(0);
    history = edit(history, 4, 'gain', 5000);
    expect(undo(history).present).toBe(3);
    history = edit(history, 5, 'threshold', 5001);
    expect(undo(history).present).toBe(4);
  });

  it('never merges into a step that was undone to', () => {
    const history = undo(edit(edit(newHistory(0), 1, 'gain', 0), 2, 'mute', 1));
    expect(undo(edit(history, 9, 'gain', 2)).present).toBe(1);
  });

  it('forgets what could be redone when something else is done', () => {
    const history = edit(undo(edit(newHistory(0), 1, '', 0)), 7, '', 1);
    expect(redo(history)).toBe(history);
  });

  it('keeps a bounded number of steps', () => {
    let history = newHistory(0);
    for (let step = 1; step <= MAX_STEPS + 50; step++) history = edit(history, step, '', step);
    expect(history.past).toHaveLength(MAX_STEPS);
    expect(history.past[0]).toBe(50);
  });

  it('stays the same object at its ends', () => {
    const history = newHistory(0);
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });
});
