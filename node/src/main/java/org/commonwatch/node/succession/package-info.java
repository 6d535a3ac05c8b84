/**
 * How the members of a community go on when whoever orders its log is gone, wedged or hostile. The log cannot be used to
 * agree, so terms and votes go between the members' nodes, by requests signed with their keys, and each is kept only when it
 * verifies: what a member proposed is signed by it, what a cosigner voted by that cosigner. When the votes decide, every node
 * verifies the record of them and turns to the next epoch. The rule and its proof are {@code ledger.succession}'s; nothing here
 * is believed that it does not bear out.
 */
@NullMarked
package org.commonwatch.node.succession;

import org.jspecify.annotations.NullMarked;
