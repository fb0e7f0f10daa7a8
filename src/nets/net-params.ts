import { UserError } from '../core/errors.js'
import type { NetParams } from './net.js'

/** A parameter that must be a whole number from `least`. Throws UserError naming net and parameter. */
export function integerParam(net: string, params: NetParams, name: string, min: number): number {
  const value = params[name]
  if (value !== undefined && Number.isInteger(value) && value >= min) return value
  throw new UserError(`${net}: ${name} is ${value ?? 'missing'}: expected a whole number from ${min}`)
}

/** A parameter that must be a share from 0 to below 1. Throws UserError naming net and parameter. */
export function fractionParam(net: string, params: NetParams, name: string): number {
  const value = params[name]
  if (value !== undefined && value >= 0 && value < 1) return value
  throw new UserError(`${net}: ${name} is ${value ?? 'missing'}: expected a share from 0 to below 1`)
}
