import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import globals from 'globals';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { loneText } from './config/lone-text.mjs';
import { noCircles } from './config/no-circles.mjs';

const featureStates = readdirSync('src/features', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `features/${name}/state`);

/**
 * The arrows of docs/architecture.md: what a part of src may import besides itself. A feature's state stands in its folder,
 * but belongs to the layer of the state: it knows no view.
 */
const ARROWS = {
  core: [],
  gpu: ['core'],
  inference: ['core'],
  pipeline: ['gpu', 'inference', 'core'],
  worker: ['pipeline', 'core'],
  'service-worker': [],
  client: ['core'],
  state: ['client', 'core', ...featureStates],
  'features/*/state': ['client', 'core', 'state', ...featureStates],
  'features/*/*.{ts,tsx}': ['features', 'state', 'core', 'ui/kit', 'ui/viewer', 'ui/lab-context.ts', 'ui/use-open.ts'],
  'ui/kit': ['ui/lab-context.ts', 'ui/use-open.ts', 'ui/viewer/use-view.ts', 'state', 'core'],
  'ui/viewer': ['ui/kit', 'ui/lab-context.ts', 'ui/use-open.ts', 'state', 'core', ...featureStates],
  ui: ['features', 'state', 'core'],
};

const zones = Object.entries(ARROWS).map(([part, allowed]) => ({
  target: `./src/${part}`,
  from: './src',
  except: [...(part.includes('*') ? [] : [part]), ...allowed].map((name) => `./${name}`),
  message: `src/${part} may import ${allowed.length ? allowed.join(', ') : 'nothing else'} only (docs/architecture.md).`,
}));

export default tseslint.config(
  { ignores: ['dist/**', 'dist-*/**', 'node_modules/**', 'training/**', 'public/**', 'test-results/**'] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: './tsconfig.*.json', noWarnOnMultipleProjects: true }),
      ],
      'import-x/extensions': ['.ts', '.tsx', '.js', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['onnxruntime-web', 'onnxruntime-web/*'],
              message: 'Only src/inference/runtime.ts imports onnxruntime-web.',
            },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  {
    files: ['src/ui/**', 'src/features/**', 'src/main.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['src/ui/**/*.tsx', 'src/features/**/*.tsx'],
    languageOptions: { parserOptions: { project: './tsconfig.page.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { local: { rules: { 'lone-text': loneText } } },
    rules: { 'local/lone-text': 'error' },
  },
  {
    files: ['src/features/**/*.tsx'],
    // The drawings and the card of the tour stand in no panel.
    ignores: [
      'src/features/network/*-drawing.tsx',
      'src/features/network/network-view.tsx',
      'src/features/tour/card.tsx',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          // What is read out as it changes has no marks.
          selector: 'JSXOpeningElement[name.name="p"]:not(:has(> JSXAttribute[name.name=/^(role|aria-live)$/]))',
          message: 'Use P of ui/kit/words: it marks the terms of the glossary.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { circles: { rules: { 'no-circles': noCircles } } },
    rules: { 'circles/no-circles': 'error' },
  },
  { files: ['src/inference/runtime.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js', 'scripts/**', 'bench/**', 'e2e/**', 'config/**', '*.config.ts'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'no-console': 'off' },
  },
);
