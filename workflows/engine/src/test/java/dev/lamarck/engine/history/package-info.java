/** Histories of every released shape of the workflows: how they are recorded, and that they still replay. */
package dev.lamarck.engine.history;
