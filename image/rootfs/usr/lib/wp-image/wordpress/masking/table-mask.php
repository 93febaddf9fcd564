<?php
/**
 * The mask of one table of a dump: which rows stay away, and what the others become.
 */

namespace WpImage;

require_once __DIR__ . '/masking-rules.php';
require_once __DIR__ . '/masked-columns.php';
require_once __DIR__ . '/post-types.php';

final class TableMask {
	/** Which rows stay away, as a condition of SQL; empty for none. */
	public string $left_out = '';

	/** What happens to the table as a whole: `empty`, `keep`, or null. */
	public ?string $whole = null;

	/** Why; null where a rule says so. */
	public ?string $reason = null;

	/** Rows that a key's rule left out. */
	public int $dropped = 0;

	/** Changed values by column, or by the column of keys and the rule. @var array<string, int> */
	public array $changed = array();

	/** @var list<array<string, mixed>> */
	private array $columns = array();
	/** Columns that say what another one holds, by that one. @var array<int, int> */
	private array $pairs = array();
	private array $keys  = array();
	private ?int $login    = null;
	private array $when    = array();
	private ?PostTypes $types = null;
	private ?int $post        = null;
	private ValueMask $values;

	/** @param string $name of the table, without the prefix and a site's number */
	public function __construct( private readonly \mysqli $server, string $table, private readonly string $name, private readonly MaskingRules $rules, private readonly Aliases $aliases, private readonly bool $is_published_only, private readonly string $kept_login ) {
		$rule = $rules->of_table( $name );
		if ( is_string( $rule ) ) {
			$this->whole    = $rule;
			$this->left_out = 'empty' === $rule ? '1' : '';
			return;
		}
		$this->values = new ValueMask( $aliases );
		$columns      = new MaskedColumns( $server, $table, $name, $rule, $this->values );
		if ( null !== $columns->is_left_empty ) {
			[ $this->whole, $this->left_out, $this->reason ] = array( 'empty', '1', "no rule knows it: {$columns->is_left_empty}" );
			return;
		}
		$this->reason  = null === $rule ? 'no rule knows it: masked by its names and contents' : null;
		$this->columns = $columns->all;
		$names         = array_column( $this->columns, 'name' );
		$login         = 'users' === $name ? array_search( 'user_login', $names, true ) : false;
		$this->login   = false === $login ? null : $login;
		$this->keys    = $rule['keys'] ?? array();
		foreach ( MaskedColumns::keys_of( $names ) as $value => $key ) {
			$this->pairs[ array_search( $value, $names, true ) ] = array_search( $key, $names, true );
		}
		foreach ( $rule['when'] ?? array() as $column => $cases ) {
			$at = array_search( $column, $names, true );
			false === $at || $this->when[ $at ] = $cases;
		}
		$prefix         = substr( $table, 0, -strlen( $name ) );
		$this->left_out = $this->left_out_rows( $prefix );
		if ( isset( $rule['types'] ) ) {
			$this->types = new PostTypes( $server, $prefix, $rule['types'] );
			$this->post  = array_search( 'post_id', $names, true );
		}
	}

	/** What a row becomes; null where it stays away. @param list<?string> $row @return list<?string>|null */
	public function change( array $row ): ?array {
		if ( 'keep' === $this->whole ) {
			return $row;
		}
		$special = array();
		foreach ( $this->when as $at => $cases ) {
			$special += MaskingRules::first( $cases, (string) $row[ $at ] ) ?? array();
		}
		$is_kept = null !== $this->login && '' !== $this->kept_login && $this->kept_login === $row[ $this->login ];
		foreach ( $this->columns as $at => $column ) {
			$value = $row[ $at ];
			if ( null === $value || ( $is_kept && in_array( $column['name'], array( 'user_login', 'user_nicename' ), true ) ) ) {
				continue;
			}
			$mask  = $special[ $column['name'] ] ?? $column['mask'];
			$label = $column['name'];
			if ( isset( $this->pairs[ $at ] ) ) {
				$key  = (string) $row[ $this->pairs[ $at ] ];
				$mask = array() === $this->keys && $column['is_ruled'] ? $mask : MaskingRules::first( $this->keys, $key );
				$mask ??= $this->types?->mask( (int) $row[ $this->post ], $key );
				if ( 'drop' === $mask ) {
					++$this->dropped;
					return null;
				}
				$changed = $this->clipped( $this->values->apply( $mask, $value, $key ), $value, $column );
			} else {
				$changed = $this->in_column( $mask, $value, $column );
			}
			if ( $changed !== $value ) {
				$row[ $at ]              = $changed;
				$this->changed[ $label ] = ( $this->changed[ $label ] ?? 0 ) + 1;
			}
		}
		return $row;
	}

	/** @param array<string, mixed> $column */
	private function in_column( ?string $mask, string $value, array $column ): ?string {
		$type = $column['type'];
		if ( 'keep' === $mask ) {
			return $value;
		}
		if ( in_array( $type, MaskedColumns::DATES, true ) ) {
			$is_hidden = 'empty' === $mask && ( $column['is_ruled'] || preg_match( '/birth|dob/i', $column['name'] ) );
			return ! $is_hidden ? $value : ( $column['is_nullable'] ? null : substr( '1970-01-01 00:00:01', 0, strlen( $value ) ) );
		}
		if ( in_array( $type, MaskedColumns::NUMBERS, true ) ) {
			return 'phone' === $mask || 'ip' === $mask || ( 'empty' === $mask && ( $column['is_ruled'] || preg_match( '/^(?:lat|lon)/i', $column['name'] ) ) ) ? ( $column['is_nullable'] ? null : '0' ) : $value;
		}
		if ( in_array( $type, MaskedColumns::BYTES, true ) ) {
			if ( null !== $mask || null !== $this->reason ) {
				return '' === trim( $value, "\0" ) ? $value : '';
			}
			return mb_check_encoding( $value, 'UTF-8' ) ? $this->values->apply( null, $value, $column['name'] ) : $value;
		}
		if ( ! in_array( $type, MaskedColumns::TEXTS, true ) ) {
			return $value;
		}
		if ( $column['is_key'] && null !== $mask && ! in_array( $mask, array( 'mail', 'login', 'phone', 'mails', 'contacts' ), true ) ) {
			$mask = 'empty' === $mask && $column['is_nullable'] ? 'empty' : 'unique';
			if ( 'empty' === $mask ) {
				return null;
			}
		}
		return $this->clipped( $this->values->apply( $mask, $value, $column['name'] ), $value, $column );
	}

	/** An alias may be longer than what it stands for. */
	private function clipped( string $changed, string $value, array $column ): string {
		if ( $changed === $value || 0 === $column['length'] ) {
			return $changed;
		}
		return in_array( $column['type'], array( 'char', 'varchar' ), true ) ? mb_substr( $changed, 0, $column['length'], 'UTF-8' ) : $changed;
	}

	/** Rows that a rule leaves out, and those that belong to them. @param string $prefix of the site's tables */
	private function left_out_rows( string $prefix ): string {
		$posts    = "SELECT ID FROM `{$prefix}posts` WHERE " . $this->condition( 'posts', $prefix );
		$comments = "SELECT comment_ID FROM `{$prefix}comments` WHERE " . $this->condition( 'comments', $prefix );
		return match ( $this->name ) {
			'postmeta'           => "post_id IN ($posts)",
			'term_relationships' => "object_id IN ($posts)",
			'comments'           => $this->condition( 'comments', $prefix ) . " OR comment_post_ID IN ($posts)",
			'commentmeta'        => "comment_id IN ($comments OR comment_post_ID IN ($posts))",
			default              => $this->condition( $this->name, $prefix ),
		};
	}

	private function condition( string $table, string $prefix ): string {
		$rule  = $this->rules->of_table( $table );
		$parts = array();
		foreach ( is_array( $rule ) ? $rule['drop'] ?? array() : array() as $column => $patterns ) {
			foreach ( (array) $patterns as $pattern ) {
				$like    = str_replace( '*', '%', addcslashes( $pattern, '\\%_' ) );
				$parts[] = '`' . str_replace( '`', '``', $column ) . "` LIKE '" . $this->server->real_escape_string( $like ) . "'";
			}
		}
		if ( $this->is_published_only && 'posts' === $table ) {
			$parts[] = "post_type = 'revision' OR post_password <> '' OR post_status NOT IN ('publish', 'inherit') OR (post_status = 'inherit' AND post_parent IN (SELECT parent.ID FROM `{$prefix}posts` parent WHERE parent.post_status NOT IN ('publish', 'inherit') OR parent.post_password <> ''))";
		}
		if ( $this->is_published_only && 'comments' === $table ) {
			$parts[] = "comment_approved <> '1'";
		}
		$default = in_array( $table, array( 'posts', 'comments' ), true ) ? '0' : '';
		return array() === $parts ? $default : '(' . implode( ' OR ', $parts ) . ')';
	}
}
