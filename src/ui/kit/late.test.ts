import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { Late, PartMissing } from './late';

/** A Late whose children threw this. */
function lateAfter(error: unknown): Late {
  const late = new Late({ children: null });
  late.state = Late.getDerivedStateFromError(error);
  return late;
}

it('says what did not load, and asks for it again', () => {
  const forget = vi.fn();
  const missing = new PartMissing('This part could not be loaded.', forget);
  const late = lateAfter(missing);
  late.componentDidCatch(missing);
  expect(forget).toHaveBeenCalled();
  expect(renderToStaticMarkup(late.render())).toMatch(/This part could not be loaded\..*Try again/);
});

it('leaves what a part throws itself to the boundary around', () => {
  for (const error of [new TypeError('of its own'), null]) {
    const onFail = vi.fn();
    const late = new Late({ children: null, onFail });
    late.state = Late.getDerivedStateFromError(error);
    late.componentDidCatch(error);
    expect(onFail).not.toHaveBeenCalled();
    let thrown: unknown = 'nothing';
    try {
      late.render();
    } catch (again) {
      thrown = again;
    }
    expect(thrown).toBe(error);
  }
});
