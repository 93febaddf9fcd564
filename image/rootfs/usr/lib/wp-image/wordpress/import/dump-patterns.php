<?php
/**
 * The statements of dumps, told by how they begin.
 */

namespace WpImage;

final class DumpPatterns {
	/** A name as dumps write it, with the database before it or without. */
	const NAME = '(?:(?:`(?<quoted_database>(?:[^`]|``)+)`|(?<database>[\w$-]+))\s*\.\s*)?(?:`(?<quoted>(?:[^`]|``)+)`|"(?<double>[^"]+)"|(?<plain>[\w$-]+))';

	/** A comment that a server runs, from its version on; `M` is MariaDB's own. */
	const CONDITION = '\/\*M?!\d*\s*';

	/** Statements that fill tables, up to the name of the table. */
	const TAKEN = '/^(?<conditional>' . self::CONDITION . ')?(?<kind>CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+TABLE|INSERT(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE))*(?:\s+INTO)?|REPLACE(?:\s+(?:LOW_PRIORITY|DELAYED))*(?:\s+INTO)?|CREATE\s+(?:UNIQUE\s+|FULLTEXT\s+)?INDEX\s+(?:`[^`]+`|\w+)\s+ON|TRUNCATE(?:\s+TABLE)?|DELETE\s+FROM|UPDATE(?:\s+(?:LOW_PRIORITY|IGNORE))*(?=\s+\S+\s+SET\b)|DROP\s+TABLE(?:\s+IF\s+EXISTS)?)\s+(?<name>' . self::NAME . ')/i';

	/** Statements that are not needed here, or that belong to another server. */
	const PASSED = '/^(?:' . self::CONDITION . ')?(?:\\\\-|(?:SET|USE|LOCK|UNLOCK|BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DROP|CREATE\s+(?:OR\s+REPLACE\s+)?(?:DATABASE|SCHEMA|USER|ROLE|SERVER|TABLESPACE|LOGFILE|SEQUENCE)|ALTER\s+(?:DATABASE|SCHEMA|USER|SEQUENCE)|FLUSH|ANALYZE|OPTIMIZE|CHECK\s+TABLE|REPAIR|GRANT|REVOKE|SELECT|SHOW|CALL|DO|CHANGE|STOP|RESET|PURGE|INSTALL|DELETE\s+FROM|PRAGMA|ENABLE|DISABLE)\b)/i';

	/** Things that are not made again, as people call them. */
	const LEFT_OUT = '/^(?:' . self::CONDITION . ')?(?:CREATE|ALTER)\b(?:\s|\*\/|\/\*M?!\d*|OR\s+REPLACE|ALGORITHM\s*=\s*\w+|DEFINER\s*=\s*(?:`[^`]*`|\'[^\']*\'|\w+)(?:@(?:`[^`]*`|\'[^\']*\'|[\w.%-]+))?|SQL\s+SECURITY\s+\w+|AGGREGATE|IF\s+NOT\s+EXISTS)*(?<kind>VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|PACKAGE(?:\s+BODY)?)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?<name>' . self::NAME . ')/i';
}
