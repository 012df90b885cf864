import { useEffect, useRef, type MouseEvent } from 'react';
import { TABLE_SIZE } from '../../core/view/colour-map';
import { paletteTable } from '../../core/view/palettes';
import { useLab } from '../lab-context';
import { SavePng } from './save-png';
import './cell-map.css';

interface CellMapProps {
  readonly columns: number;
  readonly rows: number;
  /** Columns and rows of cells that share a value. */
  readonly stride: number;
  /** Row by row, one for each stride; what is missing is left empty. */
  readonly values: readonly { readonly x: number; readonly y: number; readonly value: number }[];
  /** The value of the brightest colour; 0 is the darkest. */
  readonly most: number;
  /** The whole map in a sentence. */
  readonly alt: string;
  /** A click; a list beside the map has the same for the keyboard. */
  readonly onChoose: (x: number, y: number) => void;
}

/** Pixels of the drawing for each cell, so that a saved file can be looked at. */
const CELL = 12;
/** The map is at most so high, CSS px. */
const HEIGHT = 320;

/** Amounts by cell of the latent, in the colours that amounts have in the viewer, and a button that saves them as a PNG. */
export function CellMap({ columns, rows, stride, values, most, alt, onChoose }: CellMapProps) {
  const palette = useLab(({ viewer }) => viewer.maps.amount);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const table = paletteTable(palette);
    context.clearRect(0, 0, columns * CELL, rows * CELL);
    for (const { x, y, value } of values) {
      const share = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0;
      const at = 4 * Math.round(share * (TABLE_SIZE - 1));
      context.fillStyle = `rgb(${table.slice(at, at + 3).join()})`;
      // The cell that was poked is the middle one of its stride.
      const [left, top] = [x, y].map((place) => Math.floor(place / stride) * stride * CELL) as [number, number];
      context.fillRect(left, top, stride * CELL, stride * CELL);
    }
  }, [columns, rows, stride, values, most, palette]);
  const choose = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLCanvasElement>): void => {
    const box = currentTarget.getBoundingClientRect();
    const cell = (at: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(at * count)));
    onChoose(cell((clientX - box.left) / box.width, columns), cell((clientY - box.top) / box.height, rows));
  };
  return (
    <div className="cell-map">
      <canvas
        ref={canvas}
        width={columns * CELL}
        height={rows * CELL}
        style={{ width: `min(100%, ${(HEIGHT * columns) / rows}px)` }}
        role="img"
        aria-label={alt}
        onClick={choose}
      />
      <SavePng what="map" drawn={() => canvas.current} />
    </div>
  );
}
