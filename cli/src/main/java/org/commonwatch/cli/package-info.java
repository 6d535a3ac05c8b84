/**
 * The commands: a plain program over the libraries and HTTP, without the node's framework. {@link org.commonwatch.cli.Main}
 * builds the table of commands from one small package per capability; each command is one class that states its
 * arguments, asks the node or a library, and prints an answer for people or, with {@code --json}, for programs.
 */
@NullMarked
package org.commonwatch.cli;

import org.jspecify.annotations.NullMarked;
