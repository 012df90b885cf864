import { ChevronDown } from 'lucide-react';
import { Button, DialogTrigger, Popover } from 'react-aria-components';
import { isOwnId } from '../../../core/model/own-ids';
import { Late, latePart } from '../../kit/late';
import { useLab } from '../../lab-context';

const load = () => import('./model-menu-body');
const Body = latePart(load);
/** Fetched ahead, so that the menu opens whole. */
const preload = (): void => void load().catch(() => undefined);

/** Which model runs, with what is known of each. */
export function ModelMenu() {
  const models = useLab((state) => state.models);
  const chosen = useLab(({ settings, defaultModel }) => settings.model || defaultModel);
  const model = models.find(({ id }) => id === chosen);
  const [name = 'Model', code = ''] = model
    ? isOwnId(model.id)
      ? [shortened(model.title), 'own']
      : splitId(model.id)
    : [];
  return (
    <DialogTrigger>
      <Button
        className="button from-medium"
        aria-label={`Model: ${model?.title ?? 'not known yet'}`}
        onHoverStart={preload}
        onFocus={preload}
      >
        <span>{name}</span>
        <span className="mono dim from-wide">{code}</span>
        <ChevronDown className="icon small" aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end" aria-label="Model">
        <Late waiting={<p className="popover-body hint">Loading…</p>}>
          <Body chosen={chosen} />
        </Late>
      </Popover>
    </DialogTrigger>
  );
}

function shortened(title: string): string {
  return title.length > 22 ? `${title.slice(0, 20)}…` : title;
}

/** 'litevae-s-f8c12' reads as LiteVAE-S f8c12. */
function splitId(id: string): [string, string] {
  const match = /^litevae-(\w+)-(\w+)$/.exec(id);
  return match ? [`LiteVAE-${(match[1] ?? '').toUpperCase()}`, match[2] ?? ''] : [id, ''];
}
