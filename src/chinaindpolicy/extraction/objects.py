"""The product, industry or population within an indicator phrase."""

from __future__ import annotations

from chinaindpolicy.quantity.core.patterns import LazyPattern

Span = tuple[int, int]

_CHINESE = LazyPattern(
    r"(?P<object>.{2,}?)(?:年?产销量|年?产量|销量|总?产值|增加值|主营业务收入|营业收入"
    r"|业务收入|销售收入|销售总?额"
    r"|收入|利润总?额|市场规模|产业规模|规模|保有量|拥有量|出口总?额|进口总?额|出货量"
    r"|出口量|装机容量|装机规模|装机"
    r"|发电量|产能|占比|比重|渗透率|普及率|覆盖率|自给率|国产化率|数控化率|投资额?|消费量"
    r"|消费总量|数量|总量|总数)"
    r"(?:占.*)?\Z"
)
_OF = LazyPattern(
    r"(?i:(?:\w+ ){0,3}(?:output|production|sales|revenue|exports?|imports?|capacity"
    r"|capacities|consumption"
    r"|share|proportion|number|value added|added value|output value|rate|penetration"
    r"|density|investment|stock"
    r"|installations|shipments|production and sales) (?:of|in) (?:the )?(?P<object>.+)\Z)"
)
_ENGLISH = LazyPattern(
    r"(?i:(?P<object>.+?) (?:output|production|sales|revenue|exports?|imports?|capacity"
    r"|consumption|share"
    r"|penetration rate|density|shipments|installations|market size|stock)\Z)"
)


def object_of(text: str, span: Span, *, chinese: bool) -> Span | None:
    """Return the object whose output, sales or share an indicator phrase names.

    Example:
        >>> text = "output of industrial robots"
        >>> text[slice(*object_of(text, (0, len(text)), chinese=False))]
        'industrial robots'
        >>> object_of("新能源汽车产量", (0, 7), chinese=True)
        (0, 5)
    """
    phrase = text[slice(*span)]
    for pattern in (_CHINESE,) if chinese else (_OF, _ENGLISH):
        if match := pattern.match(phrase):
            first, last = match.span("object")
            return span[0] + first, span[0] + last
    return None
