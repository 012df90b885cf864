import { FilePlus2, FolderPlus } from 'lucide-react';
import { useRef } from 'react';
import { Button } from 'react-aria-components';

interface ChooseProps {
  readonly what: 'files' | 'folder';
  readonly isFirst: boolean;
  readonly autoFocus?: boolean;
  readonly onAdd: (files: readonly File[]) => void;
}

const TEXTS = {
  files: { icon: FilePlus2, text: 'Choose files…', label: 'Files of a model' },
  folder: { icon: FolderPlus, text: 'Choose a folder…', label: 'Folder of a model' },
} as const;

/** The button and the browser's own picker behind it. It shows every file: what is of no use gets a sentence. */
export function Choose({ what, isFirst, autoFocus = false, onAdd }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null);
  const { icon: Icon, text, label } = TEXTS[what];
  if (what === 'folder' && !('webkitdirectory' in HTMLInputElement.prototype)) return null;
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...(what === 'folder' && { webkitdirectory: '' })}
        aria-label={label}
        onChange={({ target }) => {
          onAdd([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <Button
        className={`button small ${isFirst ? 'primary' : 'solid'}`}
        onPress={() => input.current?.click()}
        autoFocus={autoFocus}
      >
        <Icon className="icon small" aria-hidden />
        <span>{text}</span>
      </Button>
    </>
  );
}
