import { useMemo, useState, type ReactNode } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Keyboard,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
} from 'react-aria-components';
import { useCopyLink } from '../shell/bar/use-copy-link';
import { useDialogs, usePaste } from '../use-open';
import { useSaveView } from '../../features/export/use-save';
import { useLabObject } from '../lab-context';
import { SECTIONS, type Command } from '../kit/command';
import { allCommands } from './commands';
import { score } from './match';
import { loadRecent, rememberRecent } from './recent';

const RECENT_BONUS = 0.5;

/** Every action, setting, stage and drawer by name. Opened with Ctrl K; a choice closes it and acts. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const lab = useLabObject();
  const dialogs = useDialogs();
  const paste = usePaste();
  const copyLink = useCopyLink();
  const saveView = useSaveView();
  const [query, setQuery] = useState('');
  const [recent] = useState(loadRecent);
  // The commands are those of the moment when it opened: nothing else can change while it is open, and a choice closes it.
  const [commands] = useState(() => allCommands({ lab, dialogs, paste, copyLink, saveView }));
  const sections = useMemo(() => sectionsOf(commands, query, recent), [commands, query, recent]);

  const act = (key: string): void => {
    const command = commands.find(({ id }) => id === key.replace(/^recent /, ''));
    if (!command) return;
    rememberRecent(command.id);
    onClose();
    command.run();
  };

  return (
    <ModalOverlay
      className="modal-overlay top"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal palette">
        <Dialog className="palette-dialog" aria-label="Commands">
          <Autocomplete inputValue={query} onInputChange={setQuery}>
            <SearchField className="palette-field" aria-label="Find a command" autoFocus>
              <Input placeholder="Find an action, setting, stage or drawer" />
            </SearchField>
            <Menu
              className="options palette-list"
              aria-label="Commands"
              onAction={(key) => act(String(key))}
              disabledKeys={commands.filter(({ blocked }) => blocked).flatMap(({ id }) => [id, `recent ${id}`])}
              renderEmptyState={() => <p className="hint palette-none">No command has these letters in this order.</p>}
            >
              {sections.map(({ title, entries }) => (
                <MenuSection key={title} id={`section ${title}`} className="palette-section" aria-label={title}>
                  {query ? null : <Header className="palette-title">{title}</Header>}
                  {entries.map(({ key, command }) => (
                    <Line key={key} id={key} command={command} />
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Line({ id, command }: { id: string; command: Command }): ReactNode {
  const { name, keys, value, blocked, isCurrent } = command;
  const aside = blocked ?? value;
  return (
    <MenuItem id={id} className="option" textValue={name} data-current={isCurrent || undefined}>
      <Text slot="label">{name}</Text>
      <span className="aside row nowrap">
        {aside ? (
          <Text slot="description" className="small dim">
            {aside}
          </Text>
        ) : null}
        {keys ? <Keyboard>{keys}</Keyboard> : null}
      </span>
    </MenuItem>
  );
}

interface Section {
  readonly title: string;
  readonly entries: readonly { readonly key: string; readonly command: Command }[];
}

/** A query gives one list, the best match first. No query gives the recent commands, then everything in its section. */
function sectionsOf(commands: readonly Command[], query: string, recent: readonly string[]): Section[] {
  if (query.trim()) {
    const found = commands
      .map((command) => {
        const points = score(query, command.name, command.destroys);
        return {
          key: command.id,
          command,
          points: points === null ? null : points + (recent.includes(command.id) ? RECENT_BONUS : 0),
        };
      })
      .filter((entry): entry is typeof entry & { points: number } => entry.points !== null)
      .sort((a, b) => b.points - a.points);
    return found.length > 0 ? [{ title: 'Matches', entries: found }] : [];
  }
  const known = recent
    .map((id) => commands.find((command) => command.id === id))
    .filter((command) => command !== undefined);
  return [
    // A command is listed twice then, so the recent one needs a key of its own.
    ...(known.length > 0
      ? [{ title: 'Recent', entries: known.map((command) => ({ key: `recent ${command.id}`, command })) }]
      : []),
    ...SECTIONS.map((title) => ({
      title,
      entries: commands.filter(({ section }) => section === title).map((command) => ({ key: command.id, command })),
    })),
  ];
}
