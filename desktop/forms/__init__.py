"""Forms as data: one declaration for every command an operator may give."""

from desktop.forms.catalogue import FORMS, form_for
from desktop.forms.field import Choice, Field, Form, Problem, Ticket, Values, check, fill

__all__ = ["FORMS", "Choice", "Field", "Form", "Problem", "Ticket", "Values", "check", "fill", "form_for"]
