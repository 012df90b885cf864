import ts from 'typescript';

/**
 * Translators and other extensions replace the text nodes of a page by elements of their own, behind React's back. React then
 * cannot insert before such a node, nor remove it (the page goes blank), and what it writes into one is not seen. Text that is
 * all of its element's content is safe, since React sets the content of the whole element. So text that changes stands alone in
 * an element of HTML or SVG (react-aria's components put things between), and fixed text stands beside nothing that comes and goes
 * before it.
 */

const TEXT = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike;
/** Their components always are one element. */
const STEADY = /^(?:lucide-react|react-aria-components)$/;
/** Those that put nothing between their element and its content. */
const PLAIN = /^(?:Label|Heading|Text|Header|Keyboard)$/;

/** @type {import('eslint').Rule.RuleModule} */
export const loneText = {
  meta: {
    type: 'problem',
    docs: { description: 'Text that a translator may replace stands alone in its element.' },
    messages: {
      changing:
        'This text changes and has siblings: put it into an element of its own, or all of the content into one string.',
      behind: 'What stands before this text, or the text itself, comes and goes: put it into an element of its own.',
    },
    schema: [],
  },
  create(context) {
    const services = context.sourceCode.parserServices;

    /** @param {any} node */
    const typesOf = (node) => {
      const type = services.getTypeAtLocation(node);
      return type.isUnion() ? type.types : [type];
    };
    /** Whether an expression can become a text node. @param {any} node @returns {boolean} */
    const isText = (node) => {
      if (node.type === 'ConditionalExpression') return isText(node.consequent) || isText(node.alternate);
      if (node.type === 'LogicalExpression') return isText(node.right) || (node.operator !== '&&' && isText(node.left));
      return typesOf(node).some((/** @type {import('typescript').Type} */ type) => (type.flags & TEXT) !== 0);
    };
    /** @param {any} node */
    const isFixed = (node) =>
      node.type === 'Literal' || (node.type === 'TemplateLiteral' && node.expressions.length === 0);
    /** @param {any} node */
    const isIntrinsic = ({ openingElement: { name } }) => name.type === 'JSXIdentifier' && /^[a-z]/.test(name.name);
    /** Whether a component comes from a library whose components always are one element. @param {any} node */
    const isOfLibrary = ({ openingElement: { name } }) => {
      if (name.type !== 'JSXIdentifier') return false;
      const scope = context.sourceCode.getScope(name);
      for (let each = /** @type {any} */ (scope); each; each = each.upper) {
        const variable = each.set.get(name.name);
        if (variable) {
          const source = variable.defs[0]?.parent?.source?.value;
          return typeof source === 'string' && STEADY.test(source);
        }
      }
      return false;
    };

    /** Whether another element of the same kind can take its place, so that React keeps the element and changes what is in it. @param {any} node */
    const isSwapped = (node) => {
      let top = node;
      while (top.parent.type === 'ConditionalExpression' && top.parent.test !== top) top = top.parent;
      /** @param {any} each @returns {any[]} */
      const branches = (each) =>
        each.type === 'ConditionalExpression' ? [each.consequent, each.alternate].flatMap(branches) : [each];
      const name = node.openingElement?.name.name;
      return branches(top).some(
        (each) => each !== node && each.type === 'JSXElement' && each.openingElement.name.name === name,
      );
    };

    /** @param {any} node */
    const check = (node) => {
      const children = node.children.filter(
        (/** @type {any} */ child) =>
          !(child.type === 'JSXText' && child.value.trim() === '' && child.value.includes('\n')) &&
          !(child.type === 'JSXExpressionContainer' && child.expression.type === 'JSXEmptyExpression'),
      );
      // An only child of a fragment, or of a component that is not ours, still has siblings.
      const hasSiblings =
        children.length > 1 ||
        node.type === 'JSXFragment' ||
        (isOfLibrary(node) && !PLAIN.test(node.openingElement.name.name));
      if (!hasSiblings) return;
      let changesBefore = isSwapped(node);
      for (const child of children) {
        const inner = child.type === 'JSXExpressionContainer' ? child.expression : child;
        if (child.type === 'JSXText' || isFixed(inner)) {
          if (changesBefore || (node.type === 'JSXFragment' && children.length < 2))
            context.report({ node: child, messageId: 'behind' });
        } else if (inner.type === 'JSXElement') {
          changesBefore ||= !isIntrinsic(inner) && !isOfLibrary(inner);
        } else {
          if (isText(inner)) context.report({ node: child, messageId: 'changing' });
          changesBefore = true;
        }
      }
    };
    /** A component that is a text has the siblings of the place where it stands. @param {any} node */
    const checkReturn = (node) => {
      let owner = node.parent;
      while (owner && !/Function/.test(owner.type)) owner = owner.parent;
      if (/^[A-Z]/.test(owner?.id?.name ?? '') && node.argument && isText(node.argument))
        context.report({ node, messageId: 'changing' });
    };
    return { JSXElement: check, JSXFragment: check, ReturnStatement: checkReturn };
  },
};
