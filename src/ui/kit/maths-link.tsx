/** Links to the paper that the transform is from. */
export function MathsLink() {
  return (
    <a href="https://arxiv.org/abs/2405.14477" target="_blank" rel="noreferrer">
      LiteVAE, section 4.1
    </a>
  );
}
