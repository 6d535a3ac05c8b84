/**
 * What a command prints and how it ends: streams, terminal facts, tables, progress, escaping of foreign text, exit codes.
 * Trusts nothing it prints: text from feeds and members is escaped before it reaches a terminal.
 */
@NullMarked
package org.commonwatch.cli.console;

import org.jspecify.annotations.NullMarked;
