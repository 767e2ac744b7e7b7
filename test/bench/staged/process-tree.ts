// The processes of a service and their memory, from /proc: a service may run as one process or as
// several.

import { readdirSync, readFileSync } from 'node:fs'

export interface TreeMemory {
  readonly processes: number
  /**
   * VmRSS of all of them now, in MB of 1024 × 1024 bytes. Pages that two processes share count
   * twice.
   */
  readonly resident: number
  /**
   * VmHWM, the most that each of them ever had, added up although it need not have been at one
   * time.
   */
  readonly highest: number
}

/** The process, its descendants, and what is left of its process group. Ended ones are left out. */
export function treeOf(leader: number): readonly number[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
  const tree = new Set(processes.filter(({ group }) => group === leader).map(({ pid }) => pid))
  for (let before = -1; before !== tree.size; ) {
    before = tree.size
    for (const { pid, parent } of processes) if (tree.has(parent)) tree.add(pid)
  }
  return [...tree]
}

export function memoryOf(leader: number): TreeMemory {
  let resident = 0
  let highest = 0
  const tree = treeOf(leader)
  for (const pid of tree) {
    const status = read(`/proc/${pid}/status`) ?? ''
    resident += megabytes(status, 'VmRSS')
    highest += megabytes(status, 'VmHWM')
  }
  return { processes: tree.length, resident, highest }
}

/** Samples the memory of a tree, of which the kernel keeps no maximum, until it is stopped. */
export function watchMemory(leader: number): { readonly stop: () => TreeMemory } {
  let most: TreeMemory = { processes: 0, resident: 0, highest: 0 }
  const sample = () => {
    const { processes, resident, highest } = memoryOf(leader)
    most = {
      processes: Math.max(processes, most.processes),
      resident: Math.max(resident, most.resident),
      highest: Math.max(highest, most.highest),
    }
  }
  const timer = setInterval(sample, 100)
  return {
    stop: () => {
      clearInterval(timer)
      sample()
      return most
    },
  }
}

interface Stat {
  readonly pid: number
  readonly parent: number
  readonly group: number
}

/**
 * proc_pid_stat(5): pid (comm) state ppid pgrp; the name may itself have parentheses. A zombie has
 * no memory and is left out.
 */
function statOf(pid: number): Stat | undefined {
  const stat = read(`/proc/${pid}/stat`)
  const [state, parent, group] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return state === undefined || state === 'Z'
    ? undefined
    : { pid, parent: Number(parent), group: Number(group) }
}

function megabytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024
}

/** A process may end between being listed and being read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
