import { ChevronDown } from 'lucide-react';
import { isOwnId } from '../../../core/model/own-ids';
import { latePart } from '../../kit/late';
import { Opener } from '../../kit/opener';
import { useLab } from '../../lab-context';

const Panel = latePart(() => import('./model-menu-panel'));

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
    <Opener
      kind="dialog"
      className="button from-medium"
      label={`Model: ${model?.title ?? 'not known yet'}`}
      preload={Panel.preload}
      body={(opened) => <Panel opened={opened} chosen={chosen} />}
    >
      <span>{name}</span>
      <span className="mono dim from-wide">{code}</span>
      <ChevronDown className="icon small" aria-hidden />
    </Opener>
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
