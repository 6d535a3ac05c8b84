/**
 * STIX 2.1: reading, checking, lifting from 2.0, deterministic ids, versions and markings. Pure: bytes and values only.
 */
@NullMarked
package org.commonwatch.stix;

import org.jspecify.annotations.NullMarked;
