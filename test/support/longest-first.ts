import { statSync } from 'node:fs';
import type { TestSequencer, TestSpecification } from 'vitest/node';

/** Journeys take longest and long files longer than short ones: begun first, they leave no worker idle at the end. */
export class LongestFirst implements TestSequencer {
  async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return specifications.toSorted((a, b) => weightOf(b) - weightOf(a));
  }

  async shard(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return specifications;
  }
}

const JOURNEY_WEIGHT = 1_000_000;

function weightOf({ project, moduleId }: TestSpecification): number {
  return statSync(moduleId).size + (project.name === 'journeys' ? JOURNEY_WEIGHT : 0);
}
