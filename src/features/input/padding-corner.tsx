import { Button } from 'react-aria-components';
import type { PictureInfo } from '../../core/protocol';
import type { ViewRequest } from '../../core/view/view';
import { Picture } from '../../ui/kit/picture';
import { useActions } from '../../ui/lab-context';
import { paddedCorner, paddingStrips } from '../../ui/viewer/padding-strips';
import { useView } from '../../ui/viewer/use-view';
import { P } from '../../ui/kit/words';

const PADDED: ViewRequest = { kind: 'padded' };

const count = (value: number, word: string): string => `${value} ${word}${value === 1 ? '' : 's'}`;

/** The corner where padding is, enlarged, with the added columns and rows hatched. Nothing without padding. */
export function PaddingCorner({ info }: { info: PictureInfo }) {
  const { setView } = useActions();
  const shown = useView(PADDED);
  const strips = paddingStrips(info);
  if (strips.length === 0) return null;
  const corner = paddedCorner(info);
  const { x: left, y: top, width, height } = corner;
  const [right, bottom] = [info.paddedWidth - info.width, info.paddedHeight - info.height];
  const added = [right ? count(right, 'column') : '', bottom ? count(bottom, 'row') : ''].filter(Boolean).join(' and ');
  return (
    <figure className="corner">
      <div className="corner-picture" style={{ aspectRatio: `${width} / ${height}` }}>
        <Picture
          shown={shown}
          rect={corner}
          alt={`Bottom right corner of the padded picture, ${width} by ${height} pixels, with ${added} of padding`}
        />
        {shown
          ? strips.map((strip) => {
              const [x, y] = [Math.max(left, strip.x), Math.max(top, strip.y)];
              return (
                <i
                  key={`${strip.x} ${strip.y}`}
                  className="strip"
                  style={{
                    left: `${(100 * (x - left)) / width}%`,
                    top: `${(100 * (y - top)) / height}%`,
                    width: `${(100 * (strip.x + strip.width - x)) / width}%`,
                    height: `${(100 * (strip.y + strip.height - y)) / height}%`,
                  }}
                />
              );
            })
          : null}
      </div>
      <figcaption>
        <P>
          {`The last ${width} × ${height} pixels. Hatched: ${added} of padding, which repeat the last ones of the picture.${shown ? '' : ' They show with the first result.'}`}
        </P>
        <Button className="button small solid" onPress={() => setView({ layout: 'one', b: 'padded' })}>
          Show the padded picture
        </Button>
      </figcaption>
    </figure>
  );
}
