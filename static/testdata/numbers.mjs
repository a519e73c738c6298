// Prints the forms of each number of stdin.
import { readFileSync } from 'node:fs'
import { forms } from './numbers.js'

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map((text) => forms(text) ?? null)))
