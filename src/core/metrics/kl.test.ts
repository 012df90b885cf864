import { expect, it } from 'vitest';
import { klMap, klOfValues } from './kl';
import { scatter } from '../test-goldens';

/** The divergence by its definition: the integral of q log(q / p), by the trapezium rule. */
function klByIntegral(mean: number, logvar: number): number {
  const sigma = Math.exp(logvar / 2);
  const steps = 4000;
  const step = (24 * sigma) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = mean - 12 * sigma + i * step;
    const logQ = -0.5 * ((x - mean) / sigma) ** 2 - logvar / 2;
    sum += Math.exp(logQ) * (logQ + 0.5 * x * x);
  }
  return (sum * step) / Math.sqrt(2 * Math.PI);
}

it('is the divergence from N(0, 1) by its definition', () => {
  const dims = [1, 2, 3, 5];
  const mean = { dims, data: scatter(30, 1).map((value) => 4 * value) };
  const logvar = { dims, data: scatter(30, 2).map((value) => 3 * value - 2) };
  const values = klOfValues(mean, logvar);
  expect(values.dims).toEqual(dims);
  values.data.forEach((value, i) => {
    expect(value).toBeCloseTo(klByIntegral(mean.data[i] as number, logvar.data[i] as number), 5);
  });

  const map = klMap(values);
  expect(map.dims).toEqual([1, 1, 3, 5]);
  map.data.forEach((value, i) => {
    expect(value).toBeCloseTo((values.data[i] as number) + (values.data[15 + i] as number), 5);
  });
});

it('is zero for the prior itself', () => {
  const zeros = { dims: [1, 1, 1, 2], data: new Float32Array(2) };
  expect([...klOfValues(zeros, zeros).data]).toEqual([0, 0]);
});
