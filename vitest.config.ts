import { defineConfig } from 'vitest/config'

const rooms = [
  'pki',
  'pades',
  'qr-seal',
  'nik',
  'stamp',
  'custody',
  'evidence',
  'db',
  'signer',
  'verify-web',
  'cli',
  'testing',
]

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 240_000,
    projects: [
      ...rooms.map((name) => ({
        extends: true as const,
        test: { name, root: `packages/${name}`, include: ['src/**/*.test.ts'] },
      })),
      { extends: true as const, test: { name: 'test', root: 'test', include: ['**/*.test.ts'] } },
    ],
  },
})
