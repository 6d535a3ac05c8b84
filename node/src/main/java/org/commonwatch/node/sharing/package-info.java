/**
 * Objects: taken in, shared, shown, recalled. Importing lands on the home log and is for the own organisation; sharing
 * appends to a community's log. Every accepted occurrence of an object is a claim of its own; an object's page is made of
 * all of them.
 */
@NullMarked
package org.commonwatch.node.sharing;

import org.jspecify.annotations.NullMarked;
