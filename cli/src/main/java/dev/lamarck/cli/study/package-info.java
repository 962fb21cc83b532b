/** What the command line does with studies: starts them, asks the server or the artifact store about them, shows them. */
@NullMarked
package dev.lamarck.cli.study;

import org.jspecify.annotations.NullMarked;
