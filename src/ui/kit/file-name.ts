import type { LabState } from '../../state/state-types';
import { VIEWS, type SourceId } from '../../state/views';

const LONGEST = 80;

/** Letters and digits of any script, joined by hyphens; '' when there is none. */
function slug(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}

/** The name of a file that the page saves: picture, what it holds, model, such as kodim23-error-litevae-s-f8c12.png. `by`: another model, '' for none. */
export function fileName(
  state: Pick<LabState, 'picture' | 'result' | 'settings' | 'defaultModel'>,
  what: string,
  ending: string,
  by?: string,
): string {
  const { picture, result, settings, defaultModel } = state;
  const name = slug((picture?.info.name ?? '').replace(/\.[^.]*$/, '')).slice(0, LONGEST) || 'picture';
  const model = slug(by ?? result?.summary.model ?? (settings.model || defaultModel));
  return `${[name, slug(what.toLowerCase()), model].filter(Boolean).join('-')}.${ending}`;
}

/** What a view is called in the name of its file. */
export function viewName(source: SourceId, { viewer }: Pick<LabState, 'viewer'>): string {
  return VIEWS[source].file?.(viewer) ?? source;
}
