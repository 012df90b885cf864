import { beforeEach, expect, it, vi } from 'vitest';
import { FrameLoop, type FrameHost } from './frame-loop';
import { settled } from '../../../state/test-client';

/** A source whose newest picture is a number, and a pipeline that ends when the test says so. */
class Fake {
  time = 0;
  newest = 0;
  ready = true;
  readonly shows: { readonly frame: number; readonly end: () => void; readonly fail: (why: unknown) => void }[] = [];
  readonly latencies: number[] = [];
  readonly failures: unknown[] = [];
  readonly discarded: number[] = [];
  later: (() => void) | null = null;
  grab: () => Promise<number | null> = () => Promise.resolve(this.newest);
  #listener: ((presented: number) => void) | null = null;

  readonly host: FrameHost<number> = {
    next: (callback) => {
      this.#listener = callback;
      return () => (this.#listener = null);
    },
    ready: () => this.ready,
    later: (callback) => {
      this.later = callback;
      return () => (this.later = null);
    },
    grab: () => this.grab(),
    show: (frame) => new Promise((resolve, reject) => this.shows.push({ frame, end: resolve, fail: reject })),
    discard: (frame) => this.discarded.push(frame),
    shown: (taken) => this.latencies.push(this.time - taken),
    failed: (thrown) => this.failures.push(thrown),
    now: () => this.time,
  };

  get listens(): boolean {
    return this.#listener !== null;
  }

  /** The source presents its next picture; `steps` more than one when the page was too busy to see some. */
  async present(steps = 1): Promise<void> {
    this.newest += steps;
    const listener = this.#listener;
    this.#listener = null;
    listener?.(this.newest);
    await settled();
  }

  async end(): Promise<void> {
    this.shows.at(-1)?.end();
    await settled();
  }
}

let fake: Fake;
let loop: FrameLoop<number>;
beforeEach(() => {
  fake = new Fake();
  loop = new FrameLoop(fake.host);
  loop.start();
});

it('has one frame in work at most, and takes the newest one after it', async () => {
  for (let index = 0; index < 5; index++) await fake.present();
  expect(fake.shows.map(({ frame }) => frame)).toEqual([1]);
  await fake.end();
  expect(fake.shows.map(({ frame }) => frame)).toEqual([1, 5]);
  expect(loop.dropped).toBe(3);
  // Nothing new: no frame twice.
  await fake.end();
  expect(fake.shows).toHaveLength(2);
  await fake.present();
  expect(fake.shows.at(-1)?.frame).toBe(6);
});

it('counts pictures that the page did not even hear of', async () => {
  await fake.present();
  await fake.end();
  await fake.present(4);
  expect(fake.shows.map(({ frame }) => frame)).toEqual([1, 5]);
  expect(loop.dropped).toBe(3);
});

it('measures from taking a frame to its being shown', async () => {
  fake.time = 100;
  await fake.present();
  fake.time = 142;
  await fake.present();
  await fake.end();
  expect(fake.latencies).toEqual([42]);
  fake.time = 150;
  await fake.end();
  expect(fake.latencies).toEqual([42, 8]);
});

it('stops: the frame in work ends, and no other is taken', async () => {
  await fake.present();
  const stopped = vi.fn();
  void loop.stop().then(stopped);
  await fake.present();
  expect(stopped).not.toHaveBeenCalled();
  expect(fake.listens).toBe(false);
  await fake.end();
  expect(stopped).toHaveBeenCalledOnce();
  await fake.present();
  expect(fake.shows).toHaveLength(1);
  loop.start();
  await fake.present();
  expect(fake.shows).toHaveLength(2);
  expect(loop.dropped, 'what came during the stop was not dropped').toBe(0);
});

it('gives back a picture that came after the stop', async () => {
  let give: (frame: number) => void = () => undefined;
  fake.grab = () => new Promise((resolve) => (give = resolve));
  await fake.present();
  const stopped = loop.stop();
  give(1);
  await stopped;
  expect(fake.discarded).toEqual([1]);
  expect(fake.shows).toHaveLength(0);
});

it('waits while something else goes first, then takes the newest', async () => {
  fake.ready = false;
  await fake.present();
  await fake.present();
  expect(fake.shows).toHaveLength(0);
  fake.ready = true;
  fake.later?.();
  await settled();
  expect(fake.shows.map(({ frame }) => frame)).toEqual([2]);
});

it('goes on after a frame that failed', async () => {
  await fake.present();
  fake.shows[0]?.fail('why');
  await settled();
  expect(fake.failures).toEqual(['why']);
  expect(fake.latencies).toEqual([]);
  await fake.present();
  expect(fake.shows).toHaveLength(2);
});

it('takes a picture that stands still once more when it is asked to', async () => {
  await fake.present();
  await fake.end();
  loop.again();
  await settled();
  expect(fake.shows.map(({ frame }) => frame)).toEqual([1, 1]);
});

it('looks again for a picture that cannot be had yet, and no more once it is stopped', async () => {
  let yet = false;
  fake.grab = () => Promise.resolve(yet ? fake.newest : null);
  await fake.present();
  expect(fake.shows).toHaveLength(0);
  expect(fake.failures).toHaveLength(0);
  yet = true;
  fake.later?.();
  await settled();
  expect(fake.shows.map(({ frame }) => frame)).toEqual([1]);
  expect(loop.dropped, 'it was none that had been dropped').toBe(0);
  await fake.end();

  yet = false;
  await fake.present();
  expect(fake.later).not.toBeNull();
  await loop.stop();
  expect(fake.later).toBeNull();
});
