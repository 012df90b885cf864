import { useActions } from '../../lab-context';

/** Copies a link with the settings that differ from the defaults; the picture is never part of it. */
export function useCopyLink(): () => void {
  const actions = useActions();
  return () => {
    const link = actions.shareLink(location.href);
    navigator.clipboard.writeText(link).then(
      () =>
        actions.inform(
          `Link copied. It carries the settings, not the picture${link.includes('%22own-') ? ', and not your own model' : ''}.`,
        ),
      () => actions.inform(`This browser does not let the page copy. The link: ${link}`),
    );
  };
}
