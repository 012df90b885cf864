import { Input, Label, TextField } from 'react-aria-components';
import { LARGEST_SIDE } from '../../core/settings/settings';
import { Segment } from '../../ui/kit/segment';
import { WholeField } from '../../ui/kit/whole-field';
import { useActions, useLab } from '../../ui/lab-context';

const FILTERS = [
  { id: 'area', text: 'Area average' },
  { id: 'browser', text: 'This browser’s' },
] as const;
const KINDS = [
  { id: 'checker', text: 'Checker' },
  { id: 'colour', text: 'Colour' },
] as const;

export default function LimitsBody() {
  const { set } = useActions();
  const maxSide = useLab((state) => state.settings.maxSide);
  const scaling = useLab((state) => state.settings.scaling);
  const matte = useLab((state) => state.settings.matte);
  return (
    <div className="controls">
      <WholeField
        label="Longest side, px"
        value={maxSide}
        min={8}
        max={LARGEST_SIDE}
        onChange={(value) => set({ maxSide: value })}
      />
      <div className="row">
        <span className="dim">Scaled by</span>
        <Segment label="Scaled by" options={FILTERS} value={scaling} onChange={(filter) => set({ scaling: filter })} />
      </div>
      <div className="row">
        <span className="dim">Behind transparency</span>
        <Segment
          label="Behind transparency"
          options={KINDS}
          value={matte === 'checker' ? 'checker' : 'colour'}
          onChange={(kind) => set({ matte: kind === 'checker' ? 'checker' : '#808080' })}
        />
        {matte === 'checker' ? null : (
          <TextField
            aria-label="Matte colour"
            value={matte}
            onChange={(value) => set({ matte: value as '#808080' }, 'matte')}
          >
            <Label className="hidden-visually">Matte colour</Label>
            <Input type="color" className="colour" />
          </TextField>
        )}
      </div>
    </div>
  );
}
