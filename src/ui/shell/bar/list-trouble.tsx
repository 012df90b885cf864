import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../../core/errors';
import { useActions } from '../../lab-context';

/** Stands in place of a list that did not come: asks for it again, and says so when that fails. */
export function ListTrouble() {
  const { refreshLists } = useActions();
  const [trouble, setTrouble] = useState('');
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let current = true;
    refreshLists().catch((thrown: unknown) => current && setTrouble(toErrorInfo(thrown).message));
    return () => void (current = false);
  }, [tries, refreshLists]);
  if (!trouble) return null;
  const again = (): void => {
    setTrouble('');
    setTries(tries + 1);
  };
  return (
    <p className="hint" role="alert">
      <span>{`${trouble} `}</span>
      <Button className="button small solid" onPress={again}>
        Try again
      </Button>
    </p>
  );
}
